-- expect: V <- E.BOSS (filter, join)
-- expect: V <- E.ID (join)
-- expect: V.ID <- E.ID
-- expect: V.LOOPED <- E.ID (condition)
-- expect: V.NAME <- E.NAME
-- expect: V.ORD <- E.NAME (window)
create table e (id number, boss number, name varchar2(10));
create view v as with h (id, name, lvl) as (select id, name, 1 from e where boss is null union all select e.id, h.name, lvl + 1 from h join e on e.boss = h.id) search depth first by name set ord cycle id set looped to 'y' default 'n' select id, name, ord, looped from h;
