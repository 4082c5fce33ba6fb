-- file: ddl.sql
create table a (x int);
create table b (x int);
create table c (x int);
-- file: load.sql
-- expect: a.x <- b.x
-- expect: b.x <- a.x
alter table a replace with table b properties ('swap' = 'true');
-- expect: c.x <- a.x
alter table c replace with table a properties ('swap' = 'false');
