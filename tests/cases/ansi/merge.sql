-- expect: t.a <- s.x
-- expect: t.b <- s.y
-- expect: t.k <- s.k
-- expect: t <- t.k, s.k (join)
merge into t using s on t.k = s.k
when matched then update set a = s.x
when not matched then insert (k, b) values (s.k, s.y);
