-- expect: t.a <- s2.b
-- expect: x.a <- s1.a
create table x as select a from s1; drop table x; create temp table x as select b as a from s2; insert into t (a) select a from x;
