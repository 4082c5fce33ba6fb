-- expect: t.a <- s.a
create temp table x as select a from s; alter table x rename to y; insert into t (a) select a from y;
