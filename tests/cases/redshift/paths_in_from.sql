-- expect: v.id <- t.id
-- expect: v.q <- t.items
-- expect: v.sku <- t.items
-- expect: w.i <- t.items
-- expect: w.id <- t.id
-- expect: w.n <- t.items
-- expect: y.id <- t.id
-- expect: y.k <- t.s
-- expect: y.val <- t.s
create table t (id int, items super, s super);
create view v as select t.id, i.sku, i.qty as q from t, t.items as i;
create view w as select t.id, i, n from t, t.items as i at n;
create view y as select id, k, val from t, unpivot t.s as val at k;
