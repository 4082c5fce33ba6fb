-- expect: t.a <- s.x
-- expect: t.b <- s.y
-- expect: t.c <- s.z
-- table: t <- s (join)
insert into t (a, b) select x, y from s on duplicate key update b = values(b), c = s.z;
