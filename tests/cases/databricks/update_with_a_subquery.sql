-- expect: t.v <- s.id, t.id (filter)
-- expect: t.v <- s.x
update t set v = (select max(x) from s where s.id = t.id);
