create table t (a int64, b int64, c int64);
-- expect: v.b <- t.b, t.a
-- expect: v.c <- t.c
create view v as select * except (a) replace (a + b as b) from t;
