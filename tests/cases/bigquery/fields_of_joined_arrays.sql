-- expect: d.v <- d.t.id (group)
-- expect: d.v.id <- d.t.id
-- expect: d.v.xs <- d.t.name
-- expect: d.w.k <- d.v.xs
-- expect: d.w.v <- d.v.xs
-- dataset: d.w view (k, v)
create view d.v as
with a as (select id, [struct(name as k, 1 as v)] as xs from d.t) select id, array_concat_agg(xs) as xs from a group by id;
create view d.w as select x.* from d.v, unnest(xs) as x;
