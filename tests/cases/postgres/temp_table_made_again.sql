-- expect: t1.a <- s1.a
-- expect: t2.a <- s2.a
create temp table x as select a from s1; insert into t1 (a) select a from x; drop table if exists x;
create temp table x as select a from s2; insert into t2 (a) select a from x;
