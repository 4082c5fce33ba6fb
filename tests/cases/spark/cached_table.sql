-- expect: t.a <- s.a
cache table x as select a from s; insert into t (a) select a from x;
