-- A column that is dropped and added again stands at the end from there on.
create table s (x int, y int);
create table t (a int, b int);
-- expect: t.a <- s.x
-- expect: t.b <- s.y
insert into t select x, y from s;
alter table t drop column a;
alter table t add column a int;
-- expect: t.b <- s.x
-- expect: t.a <- s.y
insert into t select x, y from s;
