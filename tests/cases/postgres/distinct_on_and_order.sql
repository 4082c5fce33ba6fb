-- expect: v <- t.a, t.b (group, order)
-- expect: v <- t.c (order)
-- expect: v.a <- t.a
-- expect: v.c <- t.c
create table t (a int, b int, c int);
create view v as select distinct on (a, b + 1) a, c from t order by a, b, c desc;
