-- expect: T.A <- S.X
-- expect: T.K <- S.K
-- expect: T <- T.K, S.K (join)
-- expect: T <- S.GONE (filter)
merge into t using s on t.k = s.k
when matched and s.gone then delete
when matched then update set a = s.x
when not matched then insert (k) values (s.k);
