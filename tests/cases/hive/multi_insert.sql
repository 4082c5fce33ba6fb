-- file: ddl.sql
create table a (x int);
create table b (y int);
-- file: load.sql
-- expect: a.x <- s.x
-- expect: b.y <- s.y
-- expect: a <- s.k (filter)
-- expect: b <- s.k (filter)
from s
insert into table a select x where k = 1
insert into table b select y where k = 2;
