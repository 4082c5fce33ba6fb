-- expect: u <- a.j, a.k, b.j, b.k (join)
-- expect: u.j <- a.j, b.j
-- expect: u.k <- a.k, b.k
-- expect: u.x <- a.x
-- expect: u.y <- b.y
-- expect: v <- a.j, a.k, b.j, b.k (join)
-- expect: v.j <- a.j
-- expect: v.k <- a.k
-- expect: v.x <- a.x
-- expect: v.y <- b.y
-- expect: w <- a.j, a.k, b.j, b.k (join)
-- expect: w.j <- b.j
-- expect: w.k <- b.k
-- expect: w.x <- a.x
-- expect: w.y <- b.y
create table a (x int, k int, j int);
create table b (j int, y int, k int);
create view v as select * from a natural join b;
create view w as select * from a natural right join b;
create view u as select * from a natural full outer join b;
