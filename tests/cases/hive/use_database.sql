-- expect: d.t.a <- d.s.a (value, assumed)
-- status: 2 partial: columns of d.t unknown: named by position
use d; insert into t select a from s;
