-- expect: v.x <- t.a
-- expect: v.y <- t.b
-- expect: v.z <- u.c
-- table: missing_names <- nowhere (value)
-- status: 4 partial: unknown columns of nowhere
create table t (a int, b int);
create table u (c int);
create view v (x, y, z) as select * from t, u;
create view missing_names (p, q) as select * from nowhere;
