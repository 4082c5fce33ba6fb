-- no: v.NAME <- H.NAME
create table e (id int, boss int, name text);
create view v as with h as (select id, boss, name from e where boss is null union all select e.id, e.boss, h.name from e join h on e.boss = h.id) select id, name from h;
create view w as with e as (select id, boss from e) select id from e;
-- expect: V <- E.BOSS (filter, join)
-- expect: V <- E.ID (join)
-- expect: V.ID <- E.ID
-- expect: V.NAME <- E.NAME
-- expect: W.ID <- E.ID
