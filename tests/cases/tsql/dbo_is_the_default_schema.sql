-- file: ddl.sql
create table dbo.t (a int);
-- file: v.sql
-- expect: v.a <- dbo.t.a
create view v as select * from t;
