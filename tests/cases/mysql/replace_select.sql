-- expect: t.a <- s.x
-- expect: t.b <- s.y
replace into t (a, b) select x, y from s;
