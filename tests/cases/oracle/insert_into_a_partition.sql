-- expect: T.A <- S.X
insert into t partition (p1) (a) select x from s;
