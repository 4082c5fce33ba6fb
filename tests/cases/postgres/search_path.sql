-- file: ddl.sql
create table mart.t (a int, b int);
create table raw.u (c int);
-- file: v.sql
set search_path to mart, raw, public;
-- expect: mart.v.a <- mart.t.a
-- expect: mart.v.b <- mart.t.b
-- expect: mart.v.c <- raw.u.c
create view v as select * from t, u;
