-- expect: t <- s.id, t.id (filter)
-- expect: t.v <- s.v
update t set v = s.v from s where s.id = t.id;
