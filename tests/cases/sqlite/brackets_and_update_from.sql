-- expect: t.a <- s.x
-- expect: t <- t.k, s.k (filter)
update [t] set "a" = s.x from s where s.k = t.k;
