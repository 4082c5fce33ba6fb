-- expect: v <- e.boss (filter, join)
-- expect: v <- e.id (join)
-- expect: v.id <- e.id
-- expect: v.name <- e.name
create table e (id int, boss int, name varchar(10));
go
create view v as with h as (select id, boss, name, 0 as lvl from e where boss is null union all select e.id, e.boss, h.name, lvl + 1 from e join h on e.boss = h.id) select id, name, lvl from h;
go
