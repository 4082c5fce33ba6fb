-- expect: a.nm <- t.raw
-- expect: a.sku <- t.raw
-- expect: a.xy <- t.v
-- expect: b.id <- t.id
-- expect: b.value <- t.v
-- expect: c.id <- t.id
-- expect: c.p <- t.tags
-- expect: c.tag <- t.tags
-- expect: c.tg <- t.tags
-- expect: d.a <- t.raw
-- expect: d.id <- t.id
-- expect: e.id <- t.id
-- expect: e.tag <- t.tags
create table t (id int, raw string, v variant, tags array<string>);
create view a as select raw:store.name as nm, raw:items[0].sku::string as sku, v:x:y as xy from t;
create view b as select id, e.value from t, lateral variant_explode(t.v) e;
create view c as select id, explode(tags) as tag, posexplode(tags) as (p, tg) from t;
create view d as select id, j.a from t lateral view json_tuple(raw, 'a') j as a;
create view e as select id, tag from t lateral view explode(tags) as tag;
