-- expect: A.X <- S.X
-- expect: B.Y <- S.Y
-- expect: A <- S.KIND (filter)
-- expect: B <- S.KIND (filter)
insert all
  when kind = 1 then into a (x) values (x)
  when kind = 2 then into b (y) values (y)
select x, y, kind from s;
