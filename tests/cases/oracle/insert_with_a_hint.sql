-- expect: T.A <- S.X
insert /*+ append */ into t (a) select x from s;
