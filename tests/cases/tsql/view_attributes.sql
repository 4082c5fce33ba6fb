-- expect: dbo.v <- dbo.t.a (filter)
-- expect: dbo.v.x <- dbo.t.a
-- expect: dbo.v.y <- dbo.t.b
-- expect: dbo.w.x <- dbo.v.x
create table dbo.t (a int, b int);
go
create view dbo.v (x, y) with schemabinding as select a, b from dbo.t where a > 0 with check option;
go
create or alter view dbo.w with schemabinding, view_metadata as select x from dbo.v with (nolock);
go
