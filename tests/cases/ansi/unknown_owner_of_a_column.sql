-- One of two tables is known and does not have it, so it is the other's.
-- file: ddl.sql
create table t (a int);
-- file: v.sql
-- expect: v.b <- s.b
-- expect: v.a <- t.a
create view v as select t.a, b from t cross join s;
