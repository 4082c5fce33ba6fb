-- expect: t.b <- s.d
create table #x (a int); alter table #x add b int; insert into #x select c, d from s; insert into t (b) select b from #x;
