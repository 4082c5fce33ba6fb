-- EXISTS over INTERSECT compares columns; over UNION each branch only asks for rows.
-- expect: dbo.t <- dbo.t.a, dbo.u.x (filter)
-- expect: dbo.v <- dbo.t.b, dbo.u.y, dbo.u.z (filter)
-- expect: dbo.v.id <- dbo.t.id
create table dbo.t (id int, a int, b int);
create table dbo.u (x int, y int, z int);
delete from dbo.t where exists (select a intersect select x from dbo.u);
select t.id into dbo.v from dbo.t
where exists (select x from dbo.u where y = t.b union all select x from dbo.u where z = t.b);
-- no: dbo.v <- dbo.u.x
