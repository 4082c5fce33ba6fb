-- expect: t.a <- s.x
-- expect: t.b <- s.y
-- expect: t.n <- t.n
-- table: t <- s (join)
create table t (a int, b int, n int);
insert into t (a, b) select x, y from s on duplicate key update n = n + 1;
