-- expect: jr.id <- t.id
-- expect: jr.s <- t.doc
-- expect: jt.id <- t.id
-- expect: jt.k <- t.doc
-- expect: u.id <- t.id
-- expect: u.tag <- t.tags
-- expect: u.x <- t.doc
-- expect: w.id <- t.id
-- expect: w.key <- t.doc
-- expect: w.value <- t.doc
-- expect: x.a <- t.doc
-- expect: x.b <- t.doc
-- expect: x.id <- t.id
-- expect: y.id <- t.id
-- expect: y.w <- t.s
-- expect: z.g <- t.id
-- expect: z.id <- t.id
-- expect: z2.id <- t.id
-- expect: z2.n <- t.id
-- expect: z2.ord <- t.id
create table t (id int, tags text[], nums int[], doc jsonb, s text);
create view w as select id, e.key, e.value from t, jsonb_each(t.doc) e;
create view x as select id, r.a, r.b from t, jsonb_to_recordset(t.doc) as r(a int, b text);
create view y as select id, w from t, regexp_split_to_table(t.s, ',') w;
create view z as select id, g from t, generate_series(1, t.id) g;
create view z2 as select id, g.n, g.ord from t, generate_series(1, t.id) with ordinality as g(n, ord);
create view u as select id, unnest(tags) as tag, jsonb_array_elements(doc) ->> 'x' as x from t;
create view jt as select id, elem ->> 'k' as k from t cross join lateral jsonb_array_elements(t.doc -> 'items') as elem;
create view jr as select id, (jsonb_populate_record(null::t, doc)).s from t;
