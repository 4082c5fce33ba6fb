-- expect: t.a <- s.x
-- expect: t <- t.k, s.k (join)
-- expect: t <- s.b (filter)
update t inner join s on t.k = s.k set t.a = s.x where s.b = 1;
