-- Names that generators give by themselves, where no type must be known.
create table t (id int, a string, b string);
create view a as select id, explode(split(a, ',')) from t;
create view b as select posexplode(array(id, 2)) from t;
create view c as select explode(map('k', id)) from t;
create view d as select stack(2, id, a, id, b) from t;
create view e as select json_tuple(a, 'x', 'y') from t;
create view f as select id, x.* from t lateral view explode(split(a, ',')) x;
create view g as select id, x.* from t lateral view json_tuple(a, 'p', 'q') x;
create view h as select inline(array(named_struct('p', id, 'q', a))) from t;
create view i as select * from t lateral view posexplode(split(a, ',')) x as p, q;
-- dataset: a view (id, col)
-- dataset: b view (pos, col)
-- dataset: c view (key, value)
-- dataset: d view (col0, col1)
-- dataset: e view (c0, c1)
-- dataset: f view (id, col)
-- dataset: g view (id, c0, c1)
-- dataset: h view (p, q)
-- dataset: i view (id, a, b, p, q)
-- expect: a.col <- t.a
-- expect: a.id <- t.id
-- expect: b.col <- t.id
-- expect: b.pos <- t.id
-- expect: c.key <- t.id
-- expect: c.value <- t.id
-- expect: d.col0 <- t.id
-- expect: d.col1 <- t.a, t.b
-- expect: e.c0 <- t.a
-- expect: e.c1 <- t.a
-- expect: f.col <- t.a
-- expect: f.id <- t.id
-- expect: g.c0 <- t.a
-- expect: g.c1 <- t.a
-- expect: g.id <- t.id
-- expect: h.p <- t.id
-- expect: h.q <- t.a
-- expect: i.a <- t.a
-- expect: i.b <- t.b
-- expect: i.id <- t.id
-- expect: i.p <- t.a
-- expect: i.q <- t.a
