-- expect: d.b.a <- d.t.s
-- expect: d.b.b <- d.t.s
-- expect: d.c.c <- d.t.s
-- expect: d.c.d <- d.t.s
-- expect: d.c.id <- d.t.id
-- expect: d.u.big <- d.t.id (filter)
-- expect: d.u.big <- d.t.items (value, filter)
-- expect: d.u.id <- d.t.id
-- expect: d.u.total <- d.t.items
-- expect: d.w.id <- d.t.id
-- expect: d.w.qty <- d.t.items
-- expect: d.w.sku <- d.t.items
-- expect: d.x.id <- d.t.id
-- expect: d.x.pos <- d.t.items
-- expect: d.x.sku <- d.t.items
-- expect: d.y.id <- d.t.id
-- expect: d.y.n <- d.t.items
-- expect: d.y.n <- d.t.id, d.t.items (filter)
-- expect: d.z.a <- d.b.a
-- expect: d.z.b <- d.b.b
create table d.t (id int64, s struct<a int64, b struct<c int64, d int64>>, items array<struct<sku string, qty int64>>);
create view d.b as select s.* from d.t;
create view d.c as select t.s.b.*, id from d.t t;
create view d.u as select id, (select sum(qty) from unnest(items)) as total, array(select as struct i.sku, i.qty from unnest(t.items) i where i.qty > id) as big from d.t t;
create view d.w as select * except (s, items) from d.t, unnest(items) as i;
create view d.x as select t.id, sku, pos from d.t t left join unnest(t.items) with offset as pos;
create view d.y as select id, (select count(*) from t.items i where i.qty > id) as n from d.t t;
create view d.z as select * from d.b;
