-- expect: T <- S.OK, T.V (filter)
-- expect: T <- S.ID, T.ID (join)
-- expect: T.ID <- S.ID
-- expect: T.V <- S.V
merge into t using s on (t.id = s.id)
when matched then update set t.v = s.v where s.ok = 1 delete where t.v = 0
when not matched then insert (id, v) values (s.id, s.v) where s.ok = 2;
