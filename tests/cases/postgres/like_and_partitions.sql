-- file: ddl.sql
create table t (a int, b text);
-- file: more.sql
-- dataset: c table (a, b)
-- dataset: p table (a, b)
create table c (like t including all);
create table p partition of t for values from (1) to (2);
-- expect: v.b <- p.b
create view v as select b from p;
