-- file: 1.sql
create table t (a int);
-- file: 2.sql
alter table t add column b int;
-- file: 3.sql
-- expect: v.a <- t.a
-- expect: v.b <- t.b
create view v as select * from t;
