-- expect: t.a <- s.x
-- expect: t.b <- s.y
-- table: t <- s (join)
-- status: 1 partial: ambiguous column z
insert into t (a, b) select x, y from s on duplicate key update b = z;
