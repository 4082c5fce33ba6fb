-- expect: e2.id <- t.id
-- expect: e2.k <- t.m
-- expect: e2.val <- t.m
-- expect: e3.id <- t.id
-- expect: e4.id <- t.id
-- expect: e5.id <- t.id
-- expect: e6.sku <- t.items
-- expect: e7.c0 <- t.id
-- dataset: e4 view (id, …)
-- dataset: e6 view (sku)
-- dataset: e7 view (c0)
-- status: 3 partial: columns of a generator without names; unknown columns
-- status: 4 partial: columns of a generator without names; unknown columns
-- status: 5 partial: columns of a generator without names; unknown columns
create table t (id int, tags array<string>, m map<string, int>, items array<struct<sku:string>>);
create view e2 as select id, explode(m) as (k, val) from t;
create view e3 as select id, posexplode(tags) from t;
create view e4 as select id, explode(tags) from t;
create view e5 as select id, explode_outer(tags) from t;
create view e6 as select inline(items) from t;
create view e7 as select json_tuple(id, 'a') from t;
