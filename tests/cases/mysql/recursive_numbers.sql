-- expect: v.id <- e.id
create table e (id int, boss int);
create view v as with recursive n as (select 1 as i union all select i + 1 from n where i < 10) select i, id from n, e;
