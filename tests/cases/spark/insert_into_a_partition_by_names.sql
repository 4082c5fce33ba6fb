-- expect: t.a <- s.x
-- expect: t.b <- s.y
insert into t partition (p = 1) (a, b) select x, y from s;
