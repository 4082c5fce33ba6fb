-- A user's table type gives a variable its columns; the type itself is no data.
-- expect: dbo.t.v <- dbo.s.a
create type dbo.ids as table (id int identity(1, 1), v int);
go
declare @x dbo.ids;
insert into @x select a from dbo.s;
select v into dbo.t from @x;
