-- expect: v <- a.k, b.k (join)
-- expect: v.k <- a.k, b.k
-- expect: v.x <- a.x
-- expect: v.y <- b.y
-- expect: w <- a.k, b.k (join)
-- expect: w.ak <- a.k
-- expect: w.bk <- b.k
-- expect: w.k <- b.k
-- expect: x <- a.k, b.k, c.k (join)
-- expect: x.k <- a.k
-- expect: x.x <- a.x
-- expect: x.y <- b.y
-- expect: x.z <- c.z
-- expect: y <- a.k, b.k, c.k (join)
-- expect: y.k <- a.k, b.k, c.k
create table a (k int, x int);
create table b (k int, y int);
create table c (k int, z int);
create view v as select * from a full join b using (k);
create view w as select k, a.k as ak, b.k as bk from a right join b using (k);
create view x as select * from a join b using (k) left join c using (k);
create view y as select k from a full join b using (k) full join c using (k);
