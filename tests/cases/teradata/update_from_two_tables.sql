-- expect: t <- r.id, s.id, t.id (filter)
-- expect: t.v <- s.v
-- expect: t.w <- r.w
update t from s, r set v = s.v, w = r.w where t.id = s.id and r.id = s.id;
