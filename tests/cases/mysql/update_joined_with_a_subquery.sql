-- expect: t <- s.id (group)
-- expect: t <- s.id, t.id (join)
-- expect: t.v <- s.v
update t join (select id, max(v) m from s group by id) q on q.id = t.id set t.v = q.m;
