-- By position a table has the columns that it has there, in their order: a later DROP moves nothing.
create table s (x int, y int, z int);
create table t (a int, b int, c int);
-- expect: t.a <- s.x
-- expect: t.b <- s.y, s.x
-- expect: t.c <- s.z, s.y
insert into t select x, y, z from s;
alter table t drop column a;
insert into t select x, y from s;
