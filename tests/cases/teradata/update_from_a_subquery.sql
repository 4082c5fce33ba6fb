-- expect: t <- s.id, t.id (filter)
-- expect: t <- s.id (group)
-- expect: t.v <- s.v
update t from (sel id, max(v) m from s group by 1) q set v = q.m where t.id = q.id;
