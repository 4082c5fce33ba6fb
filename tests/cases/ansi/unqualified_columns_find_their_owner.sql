-- file: ddl.sql
create table t (a int, k int);
create table s (b int, k2 int);
-- file: v.sql
-- expect: v.a <- t.a
-- expect: v.b <- s.b
-- expect: v <- t.k, s.k2 (join)
create view v as select a, b from t join s on k = k2;
