-- expect: t.a <- s.x
-- expect: t.b <- s.y
insert into t partition (p1, p2) with label `l1` (a, b) select x, y from s;
