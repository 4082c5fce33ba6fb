-- expect: t.a <- s.x
insert ignore into t (a) select x from s;
