-- expect: T1.A <- S.X
-- expect: T2.B <- S.Y
-- expect: T2.C <- S.X
insert all
  into t1 (a) values (x)
  into t2 (b, c) values (y, x)
select x, y from s;
