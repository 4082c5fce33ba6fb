-- expect: t.a <- s.a
create local temporary table x on commit drop as select a from s; insert into t (a) select a from x;
