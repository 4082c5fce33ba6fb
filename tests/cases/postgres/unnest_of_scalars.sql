-- expect: a.n <- t.name
-- expect: a.z2 <- t.tags
-- expect: c.n <- t.name (value, filter)
-- expect: e.ordinality <- t.tags
-- expect: e.z2 <- t.tags
-- expect: f.ordinality <- t.name
-- expect: f.z2 <- t.name
-- table: b <- t (value)
-- status: 3 partial: ambiguous column name
create table t (id int, name text, tags text[], addresses address[]);
create view a as select (select max(name) from unnest(tags) as z) as n, z2 from t, unnest(t.tags) as z2;
create view b as select (select max(name) from unnest(addresses) as z) as n from t;
create view c as select (select max(name) from unnest(string_to_array(t.name, ',')) as z where z > name) as n from t;
create view e as select z2, ordinality from t, unnest(tags) with ordinality as z2;
create view f as select z2, ordinality from t, unnest(string_to_array(name, ',')) with ordinality as z2;
