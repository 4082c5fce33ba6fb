create table t (id integer, l integer[], ls struct(k integer, v varchar)[]);
create view a as select * from range(3);
create view b as select * from range(3) as r;
create view c as select * from generate_series(1, 3);
create view d as select * from unnest([1, 2]);
create view e as select * from unnest([1, 2]) as e;
create view f as select e.* from t, unnest(t.l) as e;
create view g as select t.id, e.*, e.k from t, unnest(t.ls) as e;
create view h as select unnest({'q': 1, 'r': id}) from t;
-- dataset: a view (range)
-- dataset: b view (r)
-- dataset: c view (generate_series)
-- dataset: d view (unnest)
-- dataset: e view (e)
-- dataset: f view (e)
-- dataset: g view (id, e, k)
-- dataset: h view (q, r)
-- expect: f.e <- t.l
-- expect: g.e <- t.ls
-- expect: g.id <- t.id
-- expect: g.k <- t.ls
-- expect: h.r <- t.id
