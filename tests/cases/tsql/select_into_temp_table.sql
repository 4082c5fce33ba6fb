-- expect: dbo.w.a <- dbo.t.a
-- expect: dbo.w.n <- dbo.t.b
-- expect: dbo.w <- dbo.t.c (filter)
-- expect: dbo.w <- dbo.t.a (group)
select a, sum(b) as n into #x from dbo.t where c = 1 group by a;
select * into dbo.w from #x;
drop table #x;
