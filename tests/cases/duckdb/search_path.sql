-- expect: e.t.a <- e.s.a
set search_path = 'e,f'; insert into t (a) select a from s;
