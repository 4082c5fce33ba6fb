-- expect: dbo.b.y <- dbo.a.x
-- expect: dbo.b.z <- dbo.a.x
-- file: tables.sql
create table dbo.a (x int not null);
create table dbo.b (y int not null, z int not null);
-- file: routine.sql
create procedure dbo.p @v int as
insert into dbo.b (y, z) select x, @v from dbo.a;
-- file: caller.sql
-- calls 2: dbo.p
declare @w int = (select max(x) from dbo.a);
exec dbo.p @w;
