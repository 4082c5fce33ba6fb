-- expect: a.t.x <- a.s.x
set schema 'a'; insert into t (x) select x from s;
