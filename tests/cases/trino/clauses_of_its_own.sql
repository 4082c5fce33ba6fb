-- expect: j.jv <- a.x
-- expect: q <- a.k (group)
-- expect: q.n <- a.x (condition)
-- expect: s.k <- a.k
-- expect: s.ts <- a.ts
-- expect: s.x <- a.x
-- expect: u.x <- a.x
-- expect: v <- a.k (filter)
-- expect: v.x <- a.x
-- expect: w.aa <- a.x (value, condition)
-- expect: w.aa <- a.k (window)
-- expect: w.ap <- a.x
-- expect: w.c <- a.k, a.x
-- expect: w.d <- a.ts
-- expect: w.i <- a.k (condition)
-- expect: w.i <- a.x
-- expect: w.iv <- a.x
-- expect: w.la <- a.x
-- expect: w.la <- a.k (window)
-- expect: w.p <- a.x
-- expect: w.r <- a.k, a.x
-- expect: w.t <- a.x
-- expect: w.tc <- a.x
-- expect: w.z <- a.ts
-- table: q <- a (value)
-- table: t <- a (value)
-- status: 5 partial: table handed to a function; unknown columns
create table a (x int, k int, ts timestamp);
create view v as select x from a for version as of 3 where k > 0;
create view w as select try(cast(x as varchar)) as t, try_cast(x as bigint) as tc, ts at time zone 'UTC' as z, if(k > 0, x) as i, coalesce(x, k) as c, date_trunc('day', ts) as d, x in (values 1, 2) as iv, row(x, k) as r, cast(row(x, k) as row(p int, q int)).p as p, approx_percentile(x, 0.5) as ap, array_agg(x order by k) filter (where x > 1) as aa, listagg(cast(x as varchar), ',') within group (order by k) as la from a;
create view u as select x from a tablesample bernoulli (10) fetch first 3 rows with ties;
create view t as select * from table(exclude_columns(input => table(a), columns => descriptor(k)));
create view s as table a;
create view q as select count(*) filter (where x > 1) as n from a group by grouping sets ((k), ());
create view j as select json_value(cast(x as varchar), 'lax $.a') as jv from a;
