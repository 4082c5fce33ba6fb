-- expect: d.a.n <- d.t.name
-- expect: d.a.n <- d.t.tags (filter)
-- expect: d.a.z2 <- d.t.tags
-- expect: d.b.off <- d.t.tags
-- expect: d.b.top <- d.t.name
-- expect: d.b.z2 <- d.t.tags
-- expect: d.c.v <- d.t.name
-- expect: d.e.v <- d.t.name
create table d.t (id int64, name string, tags array<string>, docs array<struct<a int64>>, spots array<geography>);
create view d.a as select (select name from unnest(tags) as z where z = 'x') as n, z2 from d.t, unnest(t.tags) as z2;
create view d.b as select z2, off, (select max(name) from t.tags) as top from d.t, unnest(tags) as z2 with offset as off;
create view d.c as select (select max(name) from unnest(t.docs) as z) as v from d.t;
create view d.e as select (select max(name) from unnest(t.spots) as z) as v from d.t;
