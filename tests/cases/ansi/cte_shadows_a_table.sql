-- file: ddl.sql
create table t (a int, b int);
-- file: v.sql
-- expect: v.x <- s.c
-- no: v.x <- t.a
create view v as with t as (select c as x from s) select x from t;
