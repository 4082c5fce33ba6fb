-- expect: Z.X <- S.A
-- expect: Z.Y <- S.B
create table z (x int, y int) as select a, b from s;
