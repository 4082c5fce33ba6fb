-- file: ddl.sql
create table t (k int, a int);
create table s (k int, b int);
-- file: v.sql
-- expect: v.k <- t.k
-- expect: v.a <- t.a
-- expect: v.b <- s.b
-- expect: v <- t.k, s.k (join)
create view v as select * from t join s using (k);
-- expect: n.k <- t.k
-- expect: n.a <- t.a
-- expect: n.b <- s.b
-- expect: n <- t.k, s.k (join)
create view n as select * from t natural join s;
-- A full join's merged column takes both sides.
-- expect: f.k <- t.k, s.k
-- expect: f <- t.k, s.k (join)
create view f as select k from t full join s using (k);
-- dataset: v view (k, a, b)
