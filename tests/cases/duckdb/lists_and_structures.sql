-- expect: g.id <- t.id
-- expect: g.range <- t.id
-- expect: m.mm <- t.id
-- expect: m.sa <- t.s
-- expect: m.se <- t.s
-- expect: v.id <- t.id
-- expect: v.tag <- t.tags
-- expect: w.id <- t.id
-- expect: w.tag <- t.tags
-- expect: w2.id <- t.id
-- expect: w2.tag <- t.tags
-- expect: z.c <- t.tags
-- expect: z.c <- t.id (value, condition)
-- expect: z.id <- t.id
-- expect: z.l <- t.id, t.tags
-- expect: z.sl <- t.tags
-- expect: z.st <- t.id, t.tags
create table t (id int, tags varchar[], s struct(a int, b int), items struct(sku varchar, qty int)[]);
create view v as select id, unnest(tags) as tag from t;
create view w as select id, u.tag from t, unnest(tags) as u(tag);
create view z as select id, list_transform(tags, lambda x: x || id) as l, [x + id for x in tags if x > id] as c, tags[1:2] as sl, {'k': id, 'v': tags} as st from t;
create view g as select id, r.range from t, range(t.id) r;
create view g2 as select range from range(10);
create view m as select map {'a': id}['a'] as mm, s['a'] as sa, struct_extract(s, 'a') as se from t;
create view w2 as select id, tag from t cross join unnest(tags) as u(tag);
