-- expect: v.b <- t.b
-- expect: v.c <- t.c
-- expect: w.a <- t.a
-- expect: w.c <- t.c
-- expect: x.b <- t.b
create table t (a int, b int, c int);
create view v as select * exclude (a) from t;
create view w as select * exclude b from t;
create view x as select t.* exclude (a, c) from t;
