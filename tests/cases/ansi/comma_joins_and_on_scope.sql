-- expect: cr.x <- a.x
-- expect: cr.y <- b.y
-- expect: of.x <- a.x
-- expect: u <- a.k, a.x, b.k, b.y (filter)
-- expect: u.x <- a.x
-- expect: v <- a.k (filter)
-- expect: v <- b.k (filter, join)
-- expect: v <- b.y, c.k, c.z (join)
-- expect: v.x <- a.x
-- expect: v.y <- b.y
-- expect: v.z <- c.z
-- expect: w <- a.x, b.y, c.z (join)
-- expect: w.x <- a.x
-- expect: w.y <- b.y
-- expect: w.z <- c.z
create table a (x int, k int);
create table b (y int, k int);
create table c (z int, k int);
create view v as select x, y, z from a, b join c on b.k = c.k and z > y where a.k = b.k;
create view w as select x, y, z from a left join (b inner join c on y = z) on x = y;
create view u as select x from a where exists (select 1 from b where y = x and b.k = a.k);
create view cr as select x, y from a cross join b;
create view of as select x from a left join b on true;
