create table t (a int, b int, c int);
-- expect: v.a <- t.a, t.b
-- expect: v.c <- t.c
create view v as select * exclude (b) replace (a + b as a) from t;
