-- expect: v.a <- t.doc
-- expect: v.b <- t.doc
-- expect: v.id <- t.id
-- expect: w.id <- t.id
-- expect: w.n <- t.doc
create table t (id int, doc jsonb);
create view v as select t.id, jt.a, jt.b from t, json_table(t.doc, '$[*]' columns (a int path '$.a', b text path '$.b')) as jt;
create view w as select id, x.n from t, xmltable('/r' passing t.doc columns n int path 'n', m text path 'm') x;
