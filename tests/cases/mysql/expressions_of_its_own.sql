-- expect: x."back tick" <- t.b
-- expect: x."dq alias" <- t.d
-- expect: x."string alias" <- t.b
-- expect: x.a <- t.a
-- expect: x.bn <- t.b
-- expect: x.ca <- t.a
-- expect: x.co <- t.b
-- expect: x.cu <- t.b
-- expect: x.da <- t.a, t.d
-- expect: x.di <- t.d
-- expect: x.ma <- t.b
-- expect: x.ns <- t.a
-- expect: x.nt <- t.a
-- expect: x.rg <- t.a, t.b
-- expect: x.sl <- t.b
-- expect: x.td <- t.d
-- expect: x.xo <- t.a
-- expect: y <- t.a, u.a (filter)
-- expect: y.a <- t.a
-- expect: z2 <- t.a, u.a, u.c (join)
-- expect: z2.a <- t.a
-- expect: z2.c <- u.c
-- expect: z3 <- t.a, u.a (join)
-- expect: z3.a <- t.a
create table t (a int, b varchar(10), d date);
create table u (a int, c int);
create view x as select a, b 'string alias', d "dq alias", `b` as `back tick`, binary b as bn, b collate utf8_bin as co, a := 1 as asg, @x as vr, d + interval 1 day as di, date_add(d, interval a day) as da, timestampdiff(day, d, now()) as td, match (b) against ('x' in boolean mode) as ma, _utf8'x' as ch, a regexp b as rg, b sounds like 'x' as sl, cast(a as signed) as ca, convert(b using utf8) as cu, a xor 1 as xo, !a as nt, a <=> 1 as ns from t;
create view y as select t.a from t, u where t.a = u.a limit 5, 10;
create view z2 as select t.a, y.c from t left join (u as x cross join u as y) on t.a = x.a and t.a = y.c;
create view z3 as select t.a from t join u on t.a = u.a lock in share mode;
