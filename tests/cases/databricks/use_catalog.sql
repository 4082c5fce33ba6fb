-- expect: c.d.t.a <- c.d.s.a
use catalog c; use d; insert into t (a) select a from s;
