-- expect: t.a <- s.x
-- expect: t.b <- s.y
create table s (x int, y int);
insert into t (a, b) table s;
