-- expect: t.a <- s2.a (value, assumed)
-- status: 2 partial: columns of t unknown: named by position
create temp table x as select a from s1;
insert into t with x as (select a from s2) select a from x;
