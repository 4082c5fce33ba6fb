-- expect: v.a <- t.st
-- expect: v.b <- t.st
-- expect: w.id <- t.id
-- expect: w.q <- t.items
-- expect: w.sku <- t.items
create table t (id int, st struct<a:int, b:struct<c:int>>, items array<struct<sku:string, qty:int>>);
create view v as select st.* from t;
create view w as select id, sku, i.qty as q from t lateral view inline(items) i;
