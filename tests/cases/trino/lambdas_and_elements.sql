-- expect: x.id <- t.id
-- expect: x.qty <- t.items
-- expect: x.sku <- t.items
-- expect: z.f <- t.items
-- expect: z.id <- t.id
-- expect: z.r <- t.tags
-- expect: z.tt <- t.id, t.tags
-- expect: zz.first <- t.tags
-- expect: zz.id <- t.id
-- expect: zz.mk <- t.m
-- expect: zz.sku <- t.items
create table t (id int, tags array(varchar), m map(varchar, int), items array(row(sku varchar, qty int)));
create view x as select id, sku, qty from t cross join unnest(items) as u (sku, qty);
create view z as select id, transform(tags, x -> x || cast(id as varchar)) as tt, filter(items, i -> i.qty > 1) as f, reduce(tags, '', (s, x) -> s || x, s -> s) as r from t;
create view zz as select id, tags[1] as first, m['k'] as mk, element_at(items, 1).sku as sku from t;
