-- expect: u.m <- t.d
-- expect: u.n <- t.c (condition)
-- expect: u.s <- t.a (condition)
-- expect: u.s <- t.b
-- expect: v.g <- t.a, t.b
-- expect: v.n <- t.b (condition)
-- expect: v.n <- t.a
-- expect: v.x <- t.a, t.b (condition)
-- expect: v.x <- t.c, t.d
-- expect: v.y <- t.a, t.c (condition)
-- expect: v.y <- t.b, t.d
-- expect: v.z <- t.a, t.b
-- expect: w.x <- t.a, t.b (condition)
-- expect: w.x <- t.c, t.d
create table t (a int, b int, c int, d int);
create view v as select case a when b then c else d end as x, case when a > 0 then b when c > 0 then d end as y, coalesce(a, b) as z, nullif(a, b) as n, greatest(a, b) as g from t;
create view w as select case when a > 0 then (case when b > 0 then c end) else d end as x from t;
create view u as select sum(case when a > 0 then b else 0 end) as s, count(case when c > 0 then 1 end) as n, count(distinct d) as m from t;
