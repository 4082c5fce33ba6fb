-- expect: t.a <- sch.tab.a
create or replace alias al for table sch.tab; insert into t (a) select a from al;
