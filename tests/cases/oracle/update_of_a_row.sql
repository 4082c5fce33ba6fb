-- expect: T <- S.ID, T.ID (filter)
-- expect: T.A <- S.ID, T.ID (filter)
-- expect: T.A <- S.X
-- expect: T.B <- S.ID, T.ID (filter)
-- expect: T.B <- S.Y
update t set (a, b) = (select x, y from s where s.id = t.id) where exists (select 1 from s where s.id = t.id);
