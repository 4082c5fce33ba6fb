-- expect: T.B <- T.A, T.C
-- expect: T <- T.D (filter)
update t set a = 1, b = a + c where d = 2;
-- expect: U.A <- S.X
-- expect: U.B <- U.A, S.Y
-- expect: U <- U.ID, S.ID (join)
merge into u using s on u.id = s.id when matched then update set a = s.x, b = u.a + s.y;
-- expect: W.A <- S.X
-- expect: W.B <- S.Y
-- expect: W <- W.ID, S.ID (join)
-- status: 3 partial: ambiguous column A
merge into w using s on w.id = s.id when matched then update set a = s.x, b = a + s.y;
