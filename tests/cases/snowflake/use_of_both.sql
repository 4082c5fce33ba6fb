-- expect: D.S.N.A <- D.S.X.A
use d.s; insert into n (a) select a from x;
