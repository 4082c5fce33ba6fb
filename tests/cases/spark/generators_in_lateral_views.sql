-- expect: e.id <- t.id
-- expect: e.tag <- t.tags
-- expect: e2.id <- t.id
-- expect: e2.k <- t.m
-- expect: e2.val <- t.m
-- expect: f.a <- t.st
-- expect: f.c <- t.st
-- expect: f.mk <- t.m
-- expect: f.sku <- t.items
-- expect: f.skus <- t.items
-- expect: g.ag <- t.id, t.tags
-- expect: g.fi <- t.id, t.items
-- expect: g.tr <- t.s, t.tags
-- expect: h.col <- t.tags
-- expect: h.id <- t.id
-- expect: h2.col <- t.tags
-- expect: h2.id <- t.id
-- expect: h3.id <- t.id
-- expect: h3.x <- t.tags
-- expect: v.id <- t.id
-- expect: v.k <- t.m
-- expect: v.tag <- t.tags
-- expect: v.val <- t.m
-- expect: w.id <- t.id
-- expect: w.pos <- t.tags
-- expect: w.tag <- t.tags
-- expect: x.id <- t.id
-- expect: x.qty <- t.items
-- expect: x.sku <- t.items
-- expect: x2.id <- t.id
-- expect: x2.sku <- t.items
-- expect: y.a <- t.s
-- expect: y.b <- t.s
-- expect: y.id <- t.id
create table t (id int, tags array<string>, m map<string, int>, s string, items array<struct<sku:string, qty:int>>, st struct<a:int, b:struct<c:int>>);
create view v as select id, tag, k, val from t lateral view explode(tags) e as tag lateral view outer explode(m) e2 as k, val;
create view w as select id, pos, tag from t lateral view posexplode(tags) p as pos, tag;
create view x as select id, sku, qty from t lateral view inline(items) i as sku, qty;
create view x2 as select id, i.sku from t lateral view inline(items) i;
create view y as select id, a, b from t lateral view json_tuple(s, 'a', 'b') j as a, b;
create view e as select id, explode(tags) as tag from t;
create view e2 as select id, explode(m) as (k, val) from t;
create view f as select st.a, t.st.b.c as c, items[0].sku as sku, items.sku as skus, m['k'] as mk from t;
create view g as select transform(tags, x -> concat(x, s)) as tr, aggregate(tags, 0, (acc, x) -> acc + id, acc -> acc) as ag, filter(items, i -> i.qty > id) as fi from t;
create view h as select id, col from t lateral view explode(tags);
create view h2 as select id, e.col from t lateral view explode(tags) e;
create view h3 as select id, u.x from t, lateral explode(tags) as u(x);
create view h7 as select * from range(10);
create view h8 as select * from explode(array(1, 2)) as t2(x);
