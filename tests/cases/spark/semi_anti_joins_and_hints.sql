-- expect: t <- a.k (filter)
-- expect: t.k <- a.k
-- expect: t.x <- a.x
-- expect: t2.k <- a.k
-- expect: t2.x <- a.x
-- expect: t3.k <- a.k
-- expect: t3.x <- a.x
-- expect: t4 <- a.k, a.x (order)
-- expect: t4.k <- a.k
-- expect: t4.x <- a.x
-- expect: t5 <- a.k (order)
-- expect: t5.x <- a.x
-- expect: t7."a b" <- a.x
-- expect: t8.x <- a.x
-- expect: t9 <- a.k, b.k (join)
-- expect: t9.x <- a.x
-- expect: t9.y <- b.y
-- expect: u <- a.k, b.k (join)
-- expect: u.x <- a.x
-- expect: u3 <- a.k (filter)
-- expect: u3.x <- a.x
-- expect: v <- a.k, b.k, b.y (join)
-- expect: v.k <- a.k
-- expect: v.x <- a.x
-- expect: w <- a.k, b.k (join)
-- expect: w.k <- a.k
-- expect: w.x <- a.x
create table a (x int, k int);
create table b (y int, k int);
create view v as select /*+ broadcast(b) */ * from a left semi join b on a.k = b.k and y > 0;
create view w as select * from a left anti join b using (k);
create view u as select a.x from a anti join b on a.k = b.k;
create view t as select * from a timestamp as of '2020-01-01' where k > 0;
create view t2 as select * from a version as of 3;
create view t3 as select * from a tablesample (10 percent) s;
create view t4 as select x, k from a distribute by k sort by x;
create view t5 as select x from a cluster by k;
create view t7 as select `x` as `a b`, "lit" as l from a;
create view t8 as select x from a limit 3 offset 1;
create view t9 as select a.x, b.y from a full outer join b on a.k <=> b.k;
create view u2 as select x from values (1, 2), (3, 4) as d(x, y);
create view u3 as from a |> where k > 0 |> select x;
