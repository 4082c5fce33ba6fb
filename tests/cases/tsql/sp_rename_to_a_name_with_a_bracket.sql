create table dbo.a (x int);
exec sp_rename 'dbo.a', 'b]c';
insert into dbo.[b]]c] (x) select x from dbo.s;
go
exec sp_rename '', 'b';
exec sp_rename 'dbo.q', '';
exec sp_rename ']', 'y', 'COLUMN';
-- dataset: dbo.b]c table (x)
-- expect: dbo.b]c.x <- dbo.s.x
