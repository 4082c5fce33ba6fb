-- expect: d.t.a <- d.s.a
-- expect: e.t.a <- e.s.a
database d; insert into t (a) select a from s; set session database e; insert into t (a) select a from s;
