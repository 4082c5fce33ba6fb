-- expect: T.A <- S.X
insert overwrite into t (a) select x from s;
