-- expect: dbo.t.a <- dbo.w.a
-- expect: dbo.w.a <- dbo.s.a
create view dbo.v as select a from dbo.s;
go
exec sp_rename 'dbo.v', 'w';
go
insert into dbo.t (a) select a from dbo.w;
