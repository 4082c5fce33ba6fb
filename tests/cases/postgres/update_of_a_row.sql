-- expect: t.a <- s.x
-- expect: t.b <- s.y
update t set (a, b) = row(s.x, s.y) from s;
