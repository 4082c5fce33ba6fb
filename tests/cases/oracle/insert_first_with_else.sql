-- A WHEN before decides too, and every INTO of one WHEN is decided by it.
-- expect: BIG <- S.X (filter)
-- expect: BIG.A <- S.X
-- expect: MID <- S.X, S.Y (filter)
-- expect: MID.A <- S.X
-- expect: MID2 <- S.X, S.Y (filter)
-- expect: MID2.B <- S.Y
-- expect: SMALL <- S.X, S.Y (filter)
-- expect: SMALL.A <- S.X
insert first
  when x > 10 then into big (a) values (x)
  when y > 10 then into mid (a) values (x) into mid2 (b) values (y)
  else into small (a) values (x)
select s.x, s.y from s;
