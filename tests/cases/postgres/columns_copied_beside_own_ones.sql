-- expect: t.a <- r.x
-- expect: t.b <- r.y
-- expect: v.a <- t.a
-- expect: v.b <- t.b
-- expect: v.y <- t.y
-- expect: v.z <- t.z
-- expect: w.a <- c.a
-- expect: w.b <- c.b
-- expect: w.c <- c.c
-- expect: w.q <- c.q
-- file: s.sql
create table s (a int, b int primary key);
create table p (q int, a int);
-- file: t.sql
-- dataset: t table (y, a, b, z)
-- dataset: c table (a, b, q, c)
-- dataset: c2 table (a, b)
-- dataset: u table (k, …)
-- status: 4 partial: unknown columns of nowhere
create table t (y int, like s including all, z int not null);
create table c (c int) inherits (s, p);
create table c2 () inherits (s);
create table u (like nowhere, k int);
-- file: v.sql
-- dataset: v view (y, a, b, z)
-- dataset: w view (a, b, q, c)
create view v as select * from t;
create view w as select * from c;
insert into t select 1, x, y, 2 from r;
