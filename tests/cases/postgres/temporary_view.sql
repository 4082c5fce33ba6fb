-- expect: t.a <- s.a
create temp view v as select a from s; insert into t (a) select a from v;
