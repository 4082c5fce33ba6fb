-- expect: d.a.doc <- d.t.doc
-- expect: d.a.k <- d.t.doc
-- expect: d.b.day <- d.t.first_day, d.t.last_day
-- expect: d.b.n <- d.t.name
-- expect: d.b.name <- d.t.name
-- expect: d.c.doc <- d.t.doc
-- expect: d.c.part <- d.t.name
-- expect: d.c.pos <- d.t.name
-- expect: d.e.has <- d.t.name (value, filter)
-- expect: d.g.k <- d.o.arr
-- status: 7 partial: ambiguous column doc
create table d.t (doc json, name string, first_day date, last_day date);
create view d.a as select k, (select max(doc) from unnest(json_keys(doc, 1)) as inner_key) as doc from d.t, unnest(json_keys(doc)) as k;
create view d.b as select day, n, (select name from unnest(generate_date_array(first_day, last_day))) as name from d.t, unnest(generate_date_array(first_day, last_day)) as day, unnest(regexp_extract_all(name, r'\d')) as n;
create view d.c as select part, pos, (select doc from unnest(['x', 'y']) as z) as doc from d.t, unnest(array_reverse(split(name, ','))) as part with offset as pos;
create view d.e as select (select name from unnest(array<string>['a', 'b']) as z where z = name) as has from d.t;
create view d.f as select n from unnest(generate_array(1, 3)) as n;
create view d.g as select k, (select doc from unnest(o.arr) as z) as doc from d.t join d.o on true, unnest(o.arr) as k;
