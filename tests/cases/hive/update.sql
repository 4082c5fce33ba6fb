-- expect: t <- s.k, t.k (filter)
-- expect: t.v <- t.a
update t set v = a where k in (select k from s);
