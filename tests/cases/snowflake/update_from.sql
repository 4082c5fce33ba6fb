-- expect: T <- S.ID, T.ID (filter)
-- expect: T.V <- S.V
update t set v = s.v from s where t.id = s.id;
