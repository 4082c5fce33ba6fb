-- expect: A.t.x <- A.s.x
set current schema = 'A'; insert into t (x) select x from s;
