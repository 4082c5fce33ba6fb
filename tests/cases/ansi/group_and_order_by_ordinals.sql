-- expect: v <- t.a (group)
-- expect: v <- t.b, t.c (order)
-- expect: v.a <- t.a
-- expect: v.s <- t.b
-- expect: x <- t.a, t.b (group)
-- expect: x.a <- t.a
-- expect: x.s <- t.c
create table t (a int, b int, c int);
create view v as select a, sum(b) as s from t group by 1 order by 2 desc, c;
create view x as select a, sum(c) as s from t group by cube (a, b);
