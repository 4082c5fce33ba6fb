-- expect: s3.x <- a.x
-- expect: s4.al <- a.x
-- expect: s4.k <- a.k
-- expect: s5 <- a.k, a.ts, a.x (order)
-- expect: s5.am <- a.k (condition)
-- expect: s5.am <- a.x
-- expect: s5.f <- a.k (condition)
-- expect: s5.f <- a.x
-- expect: s5.fi <- a.x
-- expect: s5.fi <- a.ts (window)
-- expect: s5.l <- a.x
-- expect: s5.l <- a.k (window)
-- expect: s6.x <- a.x
-- expect: s7.x <- a.x
-- expect: s8 <- a.k (filter)
-- expect: s8.x <- a.x
-- expect: t.e <- a.k, a.x
-- expect: t.na <- a.x
-- expect: t.p <- a.x
-- expect: t.r <- a.k, a.x
-- expect: t.r2 <- a.k, a.x
-- expect: t.s <- a.k, a.x
-- expect: t.tt <- a.x
-- expect: t.xy <- a.x
-- expect: v.x <- a.x
-- table: s3 <- a (filter)
create table a (x int, k int, ts timestamp);
create view v as select x from a using sample 10%;
create view t as select struct_pack(p := x, q := k) as s, {'p': x}.p as p, x::text as tt, 'lit' as l, x.y as xy, [x, k][1] as e, (x, k) as r, row(x, k) as r2, f(p := x) as na from a;
create view s3 as select x, count(*) over () as n from a qualify n > 1;
create view s4 as select al: x, k from a;
create view s5 as select list(x order by k) as l, arg_max(x, k) as am, sum(x) filter (k > 0) as f, first(x order by ts) as fi from a group by all order by all;
create view s6 as select x from a at (version => 3);
create view s7 as from a select x limit 3;
create view s8 as select x from a where k = $1 or k = $name or k = ?;
