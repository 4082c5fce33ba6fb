-- Greenplum, Vertica: where the rows of the new table lie.
-- expect: a.x <- s.x
create table a with (appendonly = true, orientation = column) as select x from s distributed by (x);
-- expect: b.x <- s.x
create table b as select x from s distributed randomly;
-- file: ddl.sql
-- dataset: c table (x, y)
create table s (x int, y int);
create table c (like s) distributed by (x);
-- file: more.sql
-- expect: d.x <- s.x
-- expect: d.y <- s.y
create table d as select * from s segmented by hash(x) all nodes ksafe 1;
-- expect: p.x <- s.x
-- expect: p <- s.y (order)
-- dataset: p materialized_view (x)
create projection p as select x from s order by y unsegmented all nodes;
-- expect: e.x <- s.x
prepare load (int) as insert into e (x) select x from s;
