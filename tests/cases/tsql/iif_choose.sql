-- expect: v.cv <- t.b
-- expect: v.da <- t.a
-- expect: v.dd <- t.a, t.b
-- expect: v.f <- t.a
-- expect: v.n <- t.b (condition)
-- expect: v.n <- t.a
-- expect: v.p <- t.b
-- expect: v.ta <- t.a
-- expect: v.tc <- t.c
-- expect: v.tz <- t.a
-- expect: v.x <- t.a (condition)
-- expect: v.x <- t.b, t.c
-- expect: v.y <- t.a (condition)
-- expect: v.y <- t.b, t.c
-- expect: v.z <- t.a, t.b
create table t (a int, b int, c int);
go
create view v as select iif(a > 0, b, c) as x, choose(a, b, c) as y, isnull(a, b) as z, nullif(a, b) as n, format(a, 'N') as f, convert(varchar(10), b, 120) as cv, try_convert(int, c) as tc, try_cast(a as int) as ta, datediff(day, a, b) as dd, dateadd(month, 1, a) as da, cast(a as datetime) at time zone 'UTC' as tz, parse(b as int) as p from t;
go
