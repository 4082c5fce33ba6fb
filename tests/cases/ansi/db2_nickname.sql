-- expect: t.a <- srv.sch.tab.a
create nickname n for srv.sch.tab;
insert into t (a) select a from n;
