-- expect: d.s <- d.t.id (group)
-- expect: d.s.id <- d.t.id
-- expect: d.s.tops <- d.t.a, d.t.b
-- expect: d.v <- d.t.id (group)
-- expect: d.v.id <- d.t.id
-- expect: d.v.one <- d.t.a, d.t.b, d.t.id
-- expect: d.v.whole <- d.t.a, d.t.b, d.t.id
-- expect: d.v.whole <- d.t.a (window)
-- expect: d.w.a <- d.v.whole
-- expect: d.w.b <- d.v.whole
-- expect: d.x.a <- d.v.one
-- expect: d.x.b <- d.v.one
-- expect: d.x.id <- d.v.one
-- expect: d.x.k <- d.v.id
-- expect: d.y.sum <- d.s.tops
-- expect: d.y.value <- d.s.tops
-- file: t.sql
create table d.t (id int64, a int64, b int64);
-- file: v.sql
create view d.v as select id, array_agg(t order by a) as whole, any_value(t) as one from d.t as t group by id;
create view d.s as select id, approx_top_sum(a, b, 3) as tops from d.t group by id;
-- file: w.sql
-- dataset: d.w view (a, b)
-- dataset: d.x view (k, id, a, b)
-- dataset: d.y view (value, sum)
create view d.w as select r.* except (id) from d.v, unnest(whole) as r;
create view d.x as select id as k, one.* from d.v;
create view d.y as select e.* from d.s, unnest(tops) as e;
