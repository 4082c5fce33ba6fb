-- expect: t.b <- s.b
create table #q as select b from s; insert into t(b) select b from #q;
