-- expect: v <- a.k, b.k (join)
-- expect: v.ak <- a.k
-- expect: v.x <- a.x
-- expect: v.y <- b.y
create table a (k int, x int);
create table b (k int, y int);
create view v as select a.k as ak, x, y from a join b using (k) as j;
