-- expect: u.b <- v.b
-- expect: u.c <- v.c
-- expect: u.x <- v.x
-- expect: v.b <- t.b
-- expect: v.c <- t.c
-- expect: v.x <- t.a
-- table: w <- nowhere (value)
-- file: t.sql
create table t (a int, b int, c int);
-- file: v.sql
-- dataset: v view (x, b, c)
-- dataset: w view (p, q)
-- status: 2 partial: unknown columns of nowhere
create view v (x) as select * from t;
create view w (p, q) as select * from nowhere;
-- file: u.sql
-- dataset: u view (x, b, c)
create view u as select * from v;
