-- expect: t.a <- x.a
-- expect: x.a <- s2.a
create temp table x as select a from s1; drop table x; create table x as select a from s2; insert into t (a) select a from x;
