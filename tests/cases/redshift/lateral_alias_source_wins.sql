-- expect: v.b <- t.a
-- expect: v.c <- t.b
-- expect: v.d <- t.a
-- expect: v.e <- t.a
create table t (a int, b int);
create view v as select a as b, b + 1 as c, a + 1 as d, d + 1 as e from t;
