-- expect: u.p <- a.k, a.x
-- expect: u.q <- a.k, a.x
create table a (x int, k int);
create view u as select transform(x, k) using 'cat' as (p, q) from a;
