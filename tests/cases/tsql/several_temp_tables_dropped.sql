-- status: 4 partial: unknown temporary table #x
select a into #x from s; select b into #y from s2; drop table if exists #x, #y; insert into t (a) select a from #x;
