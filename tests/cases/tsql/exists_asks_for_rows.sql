-- What EXISTS selects decides nothing; what it filters by does.
-- expect: dbo.t <- dbo.t.id, dbo.u.id, dbo.u.y (filter)
-- expect: dbo.v.found <- dbo.t.a, dbo.u.z (condition)
-- table: dbo.v <- dbo.t (value)
-- reads: 3 dbo.t, dbo.t.id, dbo.u, dbo.u.id
-- writes: 3 dbo.t
-- reads: 4 dbo.t, dbo.t.id, dbo.u, dbo.u.x, dbo.u.y
-- writes: 4 dbo.t
create table dbo.t (id int, a int);
create table dbo.u (id int, x int, y int, z int);
delete from dbo.t where exists (select * from dbo.u where u.id = t.id);
delete from dbo.t where not exists (select u.x from dbo.u where u.y = t.id);
select case when exists (select top 1 * from dbo.u where u.z = t.a order by x) then 1 else 0 end as found into dbo.v from dbo.t;
-- no: dbo.t <- dbo.u.x
-- no: dbo.v.found <- dbo.u.x
