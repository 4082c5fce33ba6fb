-- expect: g <- a.k, b.k (filter)
-- expect: g.x <- a.x
-- expect: s12.l <- a.x (value, window)
-- expect: s12.l <- a.k (window)
-- expect: s2 <- a.x (filter)
-- expect: s2 <- a.k (group, order)
-- expect: s2.k <- a.k
-- expect: s2.sx <- a.x
-- expect: s3."k y" <- a.x
-- expect: s3.ar <- a.k, a.x
-- expect: s3.d <- a.x
-- expect: s3.f <- a.x
-- expect: s3.f2 <- a.k, a.x
-- expect: s3.m <- a.x
-- expect: s3.s <- a.x
-- expect: s3.tu <- a.k, a.x
-- expect: s6.k <- a.k
-- expect: s6.y <- a.x
-- expect: s7 <- a.k, b.k (filter)
-- expect: s7.x <- a.x
-- expect: s8 <- a.k (group)
-- expect: s8.x <- a.x
create table a (x Int32, k Int32) engine = MergeTree order by k;
create table b (y Int32, k Int32) engine = Memory;
create view s2 as select sum(x) as sx, k from a group by k with totals having sx > 1 order by k with fill;
create view s3 as select x::String as s, toDate(x) as d, x as `k y`, [x, k] as ar, (x, k) as tu, map('a', x) as m, x.1 as f, tuple(x, k).2 as f2 from a;
create view s6 as with x + 1 as y select y, k from a;
create view s7 as with (select max(k) from b) as mk select x from a where k = mk;
create view s8 as select distinct on (k) x from a;
create view s12 as select lagInFrame(x) over (partition by k order by x rows between 1 preceding and 1 preceding) as l from a;
create view g as select x from a where k global in (select k from b);
