-- expect: t.a <- s1.a
create temp table x as select a from s1;
insert into t (a) with y as (select a from x) select a from y;
