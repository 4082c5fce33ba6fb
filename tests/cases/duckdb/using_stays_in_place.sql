-- file: ddl.sql
create table t (a int, k int);
create table s (b int, k int);
-- file: v.sql
-- dataset: v view (a, k, b)
-- expect: v.a <- t.a
-- expect: v.k <- t.k
-- expect: v.b <- s.b
-- expect: v <- t.k, s.k (join)
create view v as select * from t join s using (k);
