-- expect: t.a <- s.x
-- expect: t.b <- s.y
ins t (a, b) select x, y from s;
