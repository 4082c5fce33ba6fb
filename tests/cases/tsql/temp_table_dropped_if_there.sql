-- expect: t.a <- s.a
if object_id('tempdb..#x') is not null drop table #x;
select a into #x from s; insert into t (a) select a from #x;
