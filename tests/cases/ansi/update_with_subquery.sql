-- expect: t.a <- s.x
-- expect: t.a <- s.k, t.k (filter)
-- expect: t <- t.b (filter)
update t set a = (select x from s where s.k = t.k) where b = 1;
