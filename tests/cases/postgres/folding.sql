-- Unquoted names fold to lower case, quoted ones stay; "T" and t are two tables.
-- file: ddl.sql
create table "T" ("A" int, a int);
create table t (a int);
-- file: v.sql
-- expect: v.x <- T.A
-- expect: v.y <- t.a
create view V as select q."A" as X, T.A as y from "T" q, T;
