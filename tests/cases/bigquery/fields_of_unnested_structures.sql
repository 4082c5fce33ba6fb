create table d.t (id int64, a int64, b string);
create view d.lit as select * from unnest([struct('x' as k, 1 as v), ('y', 2)]);
create view d.typed as select * from unnest(array<struct<k string, v int64>>[('x', 1), ('y', 2)]) as e with offset as pos;
create view d.agg as
with c as (select id, array_agg(struct(a, b as bb)) as items from d.t group by id)
select id, i.*, i.bb as again from c, unnest(items) as i;
create view d.now as select e.* from (select array_agg(struct(a, b)) as l from d.t), unnest(l) as e;
create view d.conc as
select e.b from (select array_concat([struct(a, b)], [struct(id, 'x')]) as l from d.t), unnest(l) as e;
create view d.null as select cast(null as struct<p int64, q string>).*, struct<m int64, n string>(a, b).* from d.t;
create view d.nest as select s.inner.*, s.k from (select struct(struct(a, b as bb) as inner, id as k) as s from d.t);
create view d.plain as select n from unnest([1, 2]) as n;
-- dataset: d.lit view (k, v)
-- dataset: d.typed view (k, v, pos)
-- dataset: d.agg view (id, a, bb, again)
-- dataset: d.now view (a, b)
-- dataset: d.conc view (b)
-- dataset: d.null view (p, q, m, n)
-- dataset: d.nest view (a, bb, k)
-- dataset: d.plain view (n)
-- expect: d.agg <- d.t.id (group)
-- expect: d.agg.id <- d.t.id
-- expect: d.agg.a <- d.t.a
-- expect: d.agg.bb <- d.t.b
-- expect: d.agg.again <- d.t.b
-- expect: d.now.a <- d.t.a
-- expect: d.now.b <- d.t.b
-- expect: d.conc.b <- d.t.b
-- expect: d.null.m <- d.t.a
-- expect: d.null.n <- d.t.b
-- expect: d.nest.a <- d.t.a
-- expect: d.nest.bb <- d.t.b
-- expect: d.nest.k <- d.t.id
