-- expect: T.A <- S.X
-- expect: T.K <- S.K
-- expect: T <- T.K, S.K (join)
merge into t using (select k, x from s) q on (t.k = q.k)
when matched then update set t.a = q.x
when not matched then insert (k) values (q.k);
