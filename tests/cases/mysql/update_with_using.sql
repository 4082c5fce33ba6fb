-- expect: t1 <- t2.k (filter)
-- expect: t1 <- t1.id, t2.id (join)
-- expect: t1.u <- t2.w
-- expect: t1.v <- t2.v
update t1 as a left join t2 as b using (id) set a.v = b.v, u = b.w where b.k = 1;
