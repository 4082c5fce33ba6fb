-- expect: v <- e.boss (filter, join)
-- expect: v <- e.id (join)
-- expect: v.id <- e.id
-- expect: v.name <- e.name
create table e (id int, boss int, name text);
create view v as with h as (select id, name from e where boss is null union all select e.id, h.name from e join h on e.boss = h.id) select id, name from h;
