-- expect: t <- s.k, t.k (filter)
-- expect: t.v <- t.a
-- expect: t.w <- t.b
alter table t update v = a + 1, w = b where k in (select k from s);
