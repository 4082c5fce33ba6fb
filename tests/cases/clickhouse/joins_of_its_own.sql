-- A SEMI join's other side gives columns here.
create table a (x Int32, k Int32) engine = Memory;
create table b (y Int32, k Int32) engine = Memory;
create view v as select x, y from a final any left join b using (k) prewhere x > 0;
create view s as select x, y from a left semi join b on a.k = b.k;
create view t as select x from a asof join b on a.k = b.k and a.x >= b.y;
create view s5 as select x, y from a paste join b;
create view w as select x, k from a sample 0.1 where k > 0 limit 1 by k limit 5;
-- expect: s <- a.k, b.k (join)
-- expect: s.x <- a.x
-- expect: s.y <- b.y
-- expect: s5.x <- a.x
-- expect: s5.y <- b.y
-- expect: t <- a.k, a.x, b.k, b.y (join)
-- expect: t.x <- a.x
-- expect: v <- a.x (filter)
-- expect: v <- a.k, b.k (join)
-- expect: v.x <- a.x
-- expect: v.y <- b.y
-- expect: w <- a.k (filter)
-- expect: w.k <- a.k
-- expect: w.x <- a.x
