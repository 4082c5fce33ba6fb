create temp function get_fields(m any type) as (struct(m.a, m.s.k, m.s.q as renamed));
create function d.pair(x any type, y any type) as (struct(x as left_one, y as right_one));
create table d.t (id int64, a int64, s struct<k string, q int64>);
create view d.v as select t.id, d.pair(t.a, t.id).* from d.t as t;
create view d.w as select get_fields(t).* except (k) from d.t as t;
create view d.x as select get_fields(t).k as only_k, d.pair(a, id).right_one from d.t as t;
create view d.y as select p.right_one from (select d.pair(a, id) as p from d.t);
-- dataset: d.v view (id, left_one, right_one)
-- dataset: d.w view (a, renamed)
-- dataset: d.x view (only_k, right_one)
-- expect: d.v.id <- d.t.id
-- expect: d.v.left_one <- d.t.a
-- expect: d.v.right_one <- d.t.id
-- expect: d.w.a <- d.t.a
-- expect: d.w.renamed <- d.t.s
-- expect: d.x.only_k <- d.t.s
-- expect: d.x.right_one <- d.t.id
-- expect: d.y.right_one <- d.t.id
