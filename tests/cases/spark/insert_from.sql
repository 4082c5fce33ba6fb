-- expect: t.a <- s.a (value, assumed)
-- expect: t.b <- s.b (value, assumed)
-- status: 1 partial: columns of t unknown: named by position
insert into t from s select a, b;
