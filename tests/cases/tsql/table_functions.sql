-- expect: h.id <- t.id
-- expect: h.n <- t.id
-- expect: q.id <- t.id
-- expect: q.total <- t.id, t.s
-- expect: r.a <- t.x
-- expect: r.e <- t.x
-- expect: r.jv <- t.doc
-- expect: u.id <- t.id
-- expect: u.val <- t.id
-- expect: v.a <- t.doc
-- expect: v.b <- t.doc
-- expect: v.id <- t.id
-- expect: w.id <- t.id
-- expect: w.key <- t.doc
-- expect: w.value <- t.doc
-- expect: y.id <- t.id
-- expect: y.q <- t.x
-- expect: y.xid <- t.x
-- expect: z.id <- t.id
-- expect: z.part <- t.s
-- expect: z2.id <- t.id
-- expect: z2.ordinal <- t.s
-- expect: z2.value <- t.s
create table t (id int, doc nvarchar(max), x xml, s varchar(100));
go
create view v as select t.id, j.a, j.b from t cross apply openjson(t.doc) with (a int '$.a', b nvarchar(max) '$.b' as json) j;
go
create view w as select t.id, j.[key], j.value from t outer apply openjson(t.doc, '$.items') as j;
go
create view y as select t.id, n.c.value('(@id)[1]', 'int') as xid, n.c.query('.') as q from t cross apply t.x.nodes('/r/i') as n(c);
go
create view z as select t.id, ss.value as part from t cross apply string_split(t.s, ',') ss;
go
create view z2 as select t.id, ss.value, ss.ordinal from t cross apply string_split(t.s, ',', 1) as ss;
go
create view u as select t.id, v.n, v.val from t cross apply (values ('a', t.id), ('b', t.id + 1)) v(n, val);
go
create view q as select t.id, f.total from t cross apply dbo.totals(t.id, t.s) f;
go
create view r as select x.value('(/a)[1]', 'int') as a, t.x.exist('/a') as e, json_value(doc, '$.x') as jv from t;
go
create view g as select value from generate_series(1, 10);
go
create view h as select value as n, t.id from t cross apply generate_series(1, t.id);
go
