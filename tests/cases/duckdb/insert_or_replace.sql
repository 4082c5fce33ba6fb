-- expect: t.a <- s.x
-- expect: t.b <- s.y
create table t (a int primary key, b int);
insert or replace into t select x, y from s;
