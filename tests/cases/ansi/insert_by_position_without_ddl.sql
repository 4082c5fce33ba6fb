-- Nobody defines the target: its columns are named by the query's output, which is said.
-- expect: t.x <- s.x (value, assumed)
-- expect: t.total <- s.p (value, assumed)
-- status: 1 partial: columns of t unknown: named by position
insert into t select x, sum(p) as total from s;
