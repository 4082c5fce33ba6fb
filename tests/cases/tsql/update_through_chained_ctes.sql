-- A chain of CTEs is updated through to its table.
-- expect: dbo.t <- dbo.t.a, dbo.t.b, dbo.t.id (filter)
-- expect: dbo.t.a <- dbo.t.b
create table dbo.t (id int, a int, b int);
with c as (select id, a, b from dbo.t where b > 0), d as (select * from c) update d set a = b + 1 where id < 9;
with c as (select id, row_number() over (partition by a order by b) as rn from dbo.t) delete from c where rn > 1;
