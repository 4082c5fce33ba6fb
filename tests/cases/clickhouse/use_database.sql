-- expect: d.t.a <- d.s.a
use d; insert into t (a) select a from s;
