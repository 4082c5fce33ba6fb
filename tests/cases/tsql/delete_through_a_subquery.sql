-- DELETE x FROM (SELECT …) x deletes from the table inside.
-- expect: dbo.t <- dbo.t.a, dbo.t.b (filter)
create table dbo.t (id int, a int, b int);
delete x from (select a, row_number() over (partition by a order by b) as rn from dbo.t) x where x.rn > 1;
