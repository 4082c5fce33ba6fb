-- IF EXISTS decides by what it filters by, not by what its star would give.
-- expect: dbo.t <- dbo.u.id (condition)
create table dbo.t (id int, a int);
create table dbo.u (id int, x int);
go
create procedure dbo.p as
if not exists (select * from dbo.u where id = 3) update dbo.t set a = 1;
-- no: dbo.t <- dbo.u.x
