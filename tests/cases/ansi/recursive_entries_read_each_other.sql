-- The second entry stands behind the first one that reads it: it is no table.
-- no: v.n <- b.n
create table e (id int, boss int);
create view v as with recursive a(n) as (select id from e union all select n from b), b(n) as (select boss from e union all select n from a) select n from a;
create view w as with recursive x as (select k from y), y as (select boss as k from e) select k from x;
-- expect: v.n <- e.boss, e.id
-- expect: w.k <- e.boss
