-- expect: d.v.a <- d.t.b (condition)
-- expect: d.v.a <- d.t.a, d.t.c
-- expect: d.v.c <- d.t.a, d.t.c
-- expect: d.w <- d.t.a (filter)
-- expect: d.w <- d.t.b, d.u.a (join)
-- expect: d.w.k <- d.u.k
-- expect: d.w.x <- d.t.a
-- expect: d.x <- d.t.c (filter)
-- expect: d.x <- d.t.b (group)
-- expect: d.x.id <- d.t.b
-- expect: d.x.total <- d.t.a
-- expect: d.y <- d.t.a, d.t.b (filter)
-- expect: d.y.a <- d.t.a
-- expect: d.y.b <- d.t.b
-- expect: d.y.c <- d.t.c
-- expect: d.y.r <- d.t.a
-- expect: d.y.r <- d.t.b (window)
-- expect: d.z.a <- d.t.a
-- expect: d.z.b <- d.t.a, d.t.b
-- dataset: d.v view (a, c)
-- dataset: d.w view (x, k)
-- dataset: d.x view (id, total)
-- dataset: d.y view (a, b, c, r)
-- dataset: d.z view (a, b)
create table d.t (a int64, b int64, c int64);
create table d.u (k int64, a int64);
create view d.v as from d.t |> set a = if(b > 0, a, c), c = a + c |> drop b;
create view d.w as select a as x, b from d.t |> where x > 1 |> as y |> join d.u as z on y.b = z.a |> select y.x, z.k;
create view d.x as
with n as (from d.t |> as s |> where s.c > 0 |> aggregate sum(a) as total group by b |> rename b as id)
from n |> assert total > 0;
create view d.y as from d.t |> window sum(a) over (partition by b) as r |> where r > 1;
create view d.z as select a, b from d.t |> set b = b + a, |> limit 3;
