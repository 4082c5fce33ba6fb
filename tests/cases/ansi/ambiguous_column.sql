-- file: ddl.sql
create table t (a int);
create table s (a int);
-- file: v.sql
-- Both have it: an edge would be a guess.
-- no: v.a <- t.a
-- no: v.a <- s.a
-- table: v <- t, s (value)
-- status: 1 partial: ambiguous column a
create view v as select a from t cross join s;
