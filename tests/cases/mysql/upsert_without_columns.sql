-- expect: t.a <- s.x
-- expect: t.b <- s.y
create table t (a int, b int);
insert into t select x, y from s on duplicate key update b = values(b);
