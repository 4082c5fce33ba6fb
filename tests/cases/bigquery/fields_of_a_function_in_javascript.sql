-- expect: d.v.id <- d.t.id
-- expect: d.v.key <- d.t.size, d.t.text
-- expect: d.v.value <- d.t.size, d.t.text
-- expect: d.w.a <- d.t.text
-- expect: d.w.b <- d.t.text
-- expect: d.x.id <- d.t.id
-- expect: d.x.x <- d.t.size, d.t.text
-- expect: d.x.y <- d.t.size, d.t.text
-- expect: d.y.id <- d.t.id
-- expect: d.y.p <- d.t.text
-- file: f.sql
create or replace function d.parse(s string, n int64)
returns array<struct<key string, value struct<x int64, `y` array<struct<z int64>>>>> language js as "return [];";
create function d.one(s string) returns struct<a int64, b numeric(3, 2)> language js as "return null;";
create function d.plain(s string) returns array<string> language js as "return [];";
-- file: v.sql
-- dataset: d.v view (id, key, value)
-- dataset: d.w view (a, b)
-- dataset: d.x view (id, x, y)
-- dataset: d.y view (id, p)
create view d.v as select id, e.* from d.t, unnest(d.parse(text, size)) as e;
create view d.w as select d.one(text).* from d.t;
create view d.x as select id, e.value.* from d.t, unnest(d.parse(text, size)) as e;
create view d.y as select id, p from d.t, unnest(d.plain(text)) as p;
