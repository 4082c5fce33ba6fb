-- expect: c.d.t.a <- c.d.s.a
-- expect: c2.d2.t.a <- c2.d2.s.a
use catalog c; use schema d; insert into t (a) select a from s; use c2.d2; insert into t (a) select a from s;
