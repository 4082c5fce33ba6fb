-- expect: t <- s.x (group)
-- expect: t.a <- s.x
-- expect: t.b <- s.y
insert into t (a, b) select x, sum(y) from s group by x on duplicate key update b = values(b);
