-- expect: T.A <- S.X
insert into t (a) select x from s log errors into err ('x') reject limit unlimited;
