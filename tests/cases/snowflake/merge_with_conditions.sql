-- expect: T <- S.DEL, S.X (filter)
-- expect: T <- S.ID, T.ID (join)
-- expect: T.ID <- S.ID
-- expect: T.V <- S.V
merge into t using s on t.id = s.id
when matched and s.del = 1 then delete
when matched then update set v = s.v
when not matched and s.x > 1 then insert (id, v) values (s.id, s.v);
