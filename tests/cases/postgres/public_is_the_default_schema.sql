-- file: ddl.sql
create table public.t (a int);
-- file: v.sql
-- expect: v.a <- public.t.a
create view v as select * from t;
