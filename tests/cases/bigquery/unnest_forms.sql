-- expect: d.a.a <- d.t.s
-- expect: d.a.c2 <- d.t.s
-- expect: d.a.q <- d.t.s
-- expect: d.e.has <- d.t.tags (filter)
-- expect: d.g.first_sku <- d.t.items
-- expect: d.g.id <- d.t.id
-- expect: d.g.qty <- d.t.items
-- expect: d.v.id <- d.t.id
-- expect: d.v.pos <- d.t.tags
-- expect: d.v.tag <- d.t.tags
-- expect: d.w.id <- d.t.id
-- expect: d.w.q <- d.t.items
-- expect: d.w.sku <- d.t.items
-- expect: d.y.id <- d.t.id
-- expect: d.y.sku <- d.t.items
-- expect: d.z.id <- d.t.id
-- expect: d.z.offset <- d.t.tags
-- table: d.e <- d.t (value)
create table d.t (id int64, tags array<string>, items array<struct<sku string, qty int64>>, s struct<a int64, b struct<c int64>>);
create view d.v as select id, tag, pos from d.t, unnest(tags) as tag with offset as pos;
create view d.w as select id, i.sku, i.qty as q from d.t as t left join unnest(t.items) as i;
create view d.y as select id, sku from d.t, unnest(items);
create view d.z as select id, offset from d.t t cross join t.tags tag with offset;
create view d.a as select s.a, t.s.b.c as c2, s.b as q from d.t t;
create view d.e as select exists(select 1 from unnest(tags) g where g = 'x') as has from d.t;
create view d.f as select n from unnest([1, 2, 3]) as n;
create view d.g as select id, items[offset(0)].sku as first_sku, items[safe_ordinal(1)].qty from d.t;
