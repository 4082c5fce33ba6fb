-- file: ddl.sql
create table t (a int, b int);
-- file: load.sql
-- expect: t.b <- s.b
-- expect: t.a <- s.x
insert into t by name select b, x as a from s;
