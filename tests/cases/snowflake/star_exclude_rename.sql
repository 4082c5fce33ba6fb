create table t (a int, b int, c int);
-- expect: V.B <- T.B
-- expect: V.D <- T.C
create view v as select * exclude (a) rename (c as d) from t;
