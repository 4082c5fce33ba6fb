-- expect: v <- e.boss (filter, join)
-- expect: v <- e.id (join)
-- expect: v.id <- e.id
-- expect: v.looped <- e.id (condition)
-- expect: v.name <- e.name
-- expect: v.ord <- e.name (window)
-- expect: v.path <- e.id
-- expect: w.id <- e.id
create table e (id int, boss int, name text);
create view v as with recursive h (id, name) as (select id, name from e where boss is null union all select e.id, h.name from h join e on e.boss = h.id) search depth first by name set ord cycle id set looped using path select id, name, ord, looped, path from h;
create view w as with h as materialized (select id from e) select id from h;
