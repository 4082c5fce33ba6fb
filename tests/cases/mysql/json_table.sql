-- expect: v.a <- t.doc
-- expect: v.id <- t.id
-- expect: v.n <- t.doc
-- expect: v.ord <- t.doc
-- expect: w.a <- t.doc
-- expect: w.b <- t.doc
-- expect: w.c <- t.doc
-- expect: x <- t.id (filter)
-- expect: x.id <- t.id
-- expect: x.m <- t.id
create table t (id int, doc json);
create view v as select t.id, j.a, j.n, j.ord from t, json_table(t.doc, '$[*]' columns (ord for ordinality, a int path '$.a', nested path '$.b[*]' columns (n int path '$'))) as j;
create view w as select doc -> '$.a' as a, doc ->> '$.b' as b, json_extract(doc, '$.c') as c from t;
create view x as select t.id, l.m from t, lateral (select max(id) as m from t t2 where t2.id < t.id) l;
