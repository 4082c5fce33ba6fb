-- expect: t <- s.id, t.id (filter)
-- expect: t <- r.id, s.id (join)
-- expect: t.v <- s.v
update t as x set v = s.v from s join r on r.id = s.id where x.id = s.id;
