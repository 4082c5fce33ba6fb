-- expect: t.a <- s.id, t.id (filter)
-- expect: t.a <- s.x
-- expect: t.b <- s.id, t.id (filter)
-- expect: t.b <- s.y
update t set (a, b) = (select x, y from s where s.id = t.id);
