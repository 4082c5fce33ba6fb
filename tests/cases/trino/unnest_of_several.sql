-- A row in an array gives several columns, so that nobody can tell whose the third is.
create table t (id int, tags array(varchar), m map(varchar, int), items array(row(sku varchar, qty int)), nums array(int));
create view v as select id, tag, num, n from t cross join unnest(tags, nums) with ordinality as u (tag, num, n);
create view w as select id, k, val from t cross join unnest(m) as u (k, val);
create view y as select id, a, b from t, unnest(tags, items) as u (a, b, c);
-- expect: v.id <- t.id
-- expect: v.n <- t.nums, t.tags
-- expect: v.num <- t.nums
-- expect: v.tag <- t.tags
-- expect: w.id <- t.id
-- expect: w.k <- t.m
-- expect: w.val <- t.m
-- expect: y.id <- t.id
-- status: 4 partial: columns of several arrays
