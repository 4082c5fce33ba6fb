-- expect: q.id <- t.id
-- expect: q.sku <- t.items
create table t (id int, items struct(sku int)[]);
create view q as select id, i.sku from t, (select unnest(items) as i);
