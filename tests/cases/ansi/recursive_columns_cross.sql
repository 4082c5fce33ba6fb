-- The columns change places at each step, and what comes in by one reaches the other.
create table e (id int, boss int, name text);
create view v as with recursive h(x, y, z) as (select id, boss, name from e where boss is null union all select h.y, e.id, h.z from h join e on e.boss = h.x) select * from h;
-- expect: v <- e.boss (filter, join)
-- expect: v <- e.id (join)
-- expect: v.x <- e.boss, e.id
-- expect: v.y <- e.boss, e.id
-- expect: v.z <- e.name
