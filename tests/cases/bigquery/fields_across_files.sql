-- file: a.sql
create table d.t (id int64, a int64, b string);
create table d.made as select id, array_agg(struct(a, b as bb)) as items, struct(struct(id as i) as deep, b as k) as s from d.t group by id, b;
create view d.passed as select * except (id) from d.made;
create view d.listed as select s from d.made;
-- dataset: d.made table (id, items, s)
-- dataset: d.passed view (items, s)
-- file: b.sql
create view d.v as select id, s.* from d.made;
create view d.w as select id, i.* from d.made, unnest(items) as i;
create view d.x as select s.deep.*, s.k from d.passed;
create view d.y as select s.* except (deep) from (select * from d.passed);
create view d.u as select s.* from d.listed;
create view d.z as select * except (items, s) from d.made, unnest(items);
-- dataset: d.v view (id, deep, k)
-- dataset: d.w view (id, a, bb)
-- dataset: d.x view (i, k)
-- dataset: d.y view (k)
-- dataset: d.z view (id, a, bb)
-- dataset: d.u view (…)
-- status: 5 partial: unknown columns
-- expect: d.listed.s <- d.made.s
-- expect: d.made <- d.t.b, d.t.id (group)
-- expect: d.made.id <- d.t.id
-- expect: d.made.items <- d.t.a, d.t.b
-- expect: d.made.s <- d.t.b, d.t.id
-- expect: d.passed.items <- d.made.items
-- expect: d.passed.s <- d.made.s
-- expect: d.v.deep <- d.made.s
-- expect: d.v.id <- d.made.id
-- expect: d.v.k <- d.made.s
-- expect: d.w.a <- d.made.items
-- expect: d.w.bb <- d.made.items
-- expect: d.w.id <- d.made.id
-- expect: d.x.i <- d.passed.s
-- expect: d.x.k <- d.passed.s
-- expect: d.y.k <- d.passed.s
-- expect: d.z.a <- d.made.items
-- expect: d.z.bb <- d.made.items
-- expect: d.z.id <- d.made.id
-- table: d.u <- d.listed (value)
