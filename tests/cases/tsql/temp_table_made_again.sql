-- expect: t1.a <- s1.a
-- expect: t2.b <- s2.b
create table #x (a int); insert into #x select a from s1; insert into t1 (a) select a from #x; drop table #x;
create table #x (b int); insert into #x select b from s2; insert into t2 (b) select b from #x;
