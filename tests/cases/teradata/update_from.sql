-- expect: t.a <- s.x
-- expect: t <- t.k, s.k (filter)
update t from s set a = s.x where t.k = s.k;
