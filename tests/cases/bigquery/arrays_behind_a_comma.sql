-- expect: d.a.id <- d.t.id
-- expect: d.a.sku <- d.t.items
-- expect: d.b.id <- d.t.id
-- expect: d.b.part <- d.t.items
-- expect: d.c.id <- d.t.id
-- expect: d.c.x <- x.x.x
-- expect: d.e.sku <- d.t.items
create table d.t (id int64, items array<struct<sku string, parts array<string>>>);
create table x.x (x int64);
create view d.a as select T.id, i.sku from d.t T, t.items as i;
create view d.b as select t.id, part from d.t, t.items as i, i.parts as part;
create view d.c as select t.id, x.x from d.t, x.x;
create view d.e as select sku from d.t as o, o.items;
