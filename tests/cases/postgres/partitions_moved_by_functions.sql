-- Vertica
-- file: ddl.sql
create table s.a (x int);
create table s.b (x int);
create table s.c (x int);
-- file: load.sql
-- expect: s.a.x <- s.b.x
-- expect: s.b.x <- s.a.x
select swap_partitions_between_tables('s.a', '2008', '2009', 's.b');
-- expect: s.c.x <- s.a.x
select move_partitions_to_table('s.a', '2008', '2009', 's.c');
