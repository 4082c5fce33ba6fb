-- expect: d.h.arr <- d.t.id, d.t.s
-- expect: d.x.id <- d.t.id
-- expect: d.x.sku <- d.t.tags
-- expect: d.c.i <- d.t.id
-- expect: d.c.t2 <- d.t.tags
-- dataset: d.c view (i, t2)
create table d.t (id int64, s struct<a int64>, tags array<string>);
create view d.c as select x.* from (select struct(id as i, tags as t2) as x from d.t);
create view d.h as select array_agg(struct(id, s.a as aa)) as arr from d.t;
create view d.x as select id, item.sku from d.t, t.tags as item;
