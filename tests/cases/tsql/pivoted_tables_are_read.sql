-- Of a table whose columns are known, those that pass through PIVOT or UNPIVOT are read by who names them.
-- expect: dbo.o.a <- dbo.t.id
-- expect: dbo.o.b <- dbo.t.x, dbo.t.y
-- expect: dbo.o <- dbo.t.z (filter)
-- reads: 2 dbo.t, dbo.t.id, dbo.t.x, dbo.t.y, dbo.t.z
-- reads: 3 dbo.t, dbo.t.id, dbo.t.x, dbo.t.y
-- reads: 4 dbo.t, dbo.t.id, dbo.t.x, dbo.t.y, dbo.t.z
create table dbo.t (id int, x int, y int, z int);
insert dbo.o (a, b) select u.id, u.val from dbo.t unpivot (val for col in (x, y)) as u where u.z = 1;
select id, p.[1] from dbo.t pivot (max(y) for x in ([1], [2])) as p;
select * from dbo.t unpivot (val for col in (x, y)) as u;
