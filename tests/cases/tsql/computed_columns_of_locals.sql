-- Computed columns of temporary tables and table variables are made of their parts.
-- expect: dbo.t.total <- dbo.s.a, dbo.s.b
-- expect: dbo.u.d <- dbo.s.a
create table dbo.s (a int, b int);
create table #x (a int, total as a + dbo.f(b), b int);
insert #x select a, b from dbo.s;
declare @n int, @y table (c int, d as (c * 2), index ix (c)), @cur cursor;
insert into @y (c) select a from dbo.s;
select total into dbo.t from #x;
select d into dbo.u from @y;
