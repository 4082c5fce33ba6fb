-- Temporary tables and table variables have identity columns too.
-- expect: dbo.t.v <- dbo.s.b
-- expect: dbo.u.w <- dbo.s.a
create table dbo.s (a int, b int);
create table #x (id int identity, v int);
insert #x select b from dbo.s;
declare @y table (id int identity(1, 1), w int);
insert into @y select a from dbo.s;
select v into dbo.t from #x;
select w into dbo.u from @y;
