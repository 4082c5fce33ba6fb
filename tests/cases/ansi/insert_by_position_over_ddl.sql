-- file: ddl.sql
-- dataset: t table (id, name, note)
create table t (id int primary key, name varchar(20), note varchar(99));
-- file: load.sql
-- expect: t.id <- s.x
-- expect: t.name <- s.y
-- Two outputs into three columns fill the first two.
insert into t select x, y from s;
