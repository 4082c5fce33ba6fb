-- expect: v.id <- t.id
-- expect: v.key <- t.doc
-- expect: v.value <- t.doc
-- expect: w.id <- t.id
-- expect: w.value <- t.doc
create table t (id int, doc text);
create view v as select t.id, j.value, j.key from t, json_each(t.doc, '$.x') j;
create view w as select t.id, json_each.value from t, json_each(t.doc);
create view y as select value from generate_series(1, 10);
