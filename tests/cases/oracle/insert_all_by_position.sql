-- expect: T1.A <- S.X
-- expect: T1.B <- S.Y
-- expect: T2.C <- S.X
-- expect: T2.D <- S.Y
create table t1 (a number, b number);
create table t2 (c number, d number);
insert all into t1 into t2 select x, y from s;
