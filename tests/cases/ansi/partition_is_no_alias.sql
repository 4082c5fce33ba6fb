-- expect: o.a <- t.x
insert into o partition (p1) (a) select x from t partition (p2);
