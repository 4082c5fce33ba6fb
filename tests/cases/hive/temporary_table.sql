-- expect: t.a <- s.a (value, assumed)
-- status: 2 partial: columns of t unknown: named by position
create temporary table x as select a from s; insert into t select a from x;
