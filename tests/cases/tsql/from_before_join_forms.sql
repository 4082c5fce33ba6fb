-- Joins in brackets, joins whose ON comes late, and joins with a hint.
-- expect: dbo.v1 <- dbo.a.id, dbo.b.a_id, dbo.b.id, dbo.c.b_id (join)
-- expect: dbo.v1.x <- dbo.a.x
-- expect: dbo.v1.z <- dbo.c.z
-- expect: dbo.v2 <- dbo.a.id, dbo.b.a_id (join)
-- expect: dbo.v2.x <- dbo.a.x
-- expect: dbo.v2.y <- dbo.b.y
-- expect: dbo.v3 <- dbo.a.id, dbo.b.a_id, dbo.b.id, dbo.c.b_id (join)
-- expect: dbo.v3.x <- dbo.a.x
-- expect: dbo.v3.z <- dbo.c.z
create table dbo.a (id int, x int);
create table dbo.b (id int, a_id int, y int);
create table dbo.c (id int, b_id int, z int);
select a.x, c.z into dbo.v1 from dbo.a left join dbo.b inner join dbo.c on c.b_id = b.id on b.a_id = a.id;
select a.x, b.y into dbo.v2 from dbo.a inner hash join dbo.b on b.a_id = a.id;
select a.x, c.z into dbo.v3 from (dbo.a join dbo.b on b.a_id = a.id) left loop join (dbo.c cross join dbo.b b2) on c.b_id = b.id;
