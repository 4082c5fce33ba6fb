-- expect: t.a <- s.x
-- expect: t.b <- s.y
insert or ignore into t (a, b) select x, y from s;
