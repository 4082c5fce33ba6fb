-- expect: t.b <- s2.d
create temp table x as select a, b from s with no data;
insert into x select c, d from s2;
insert into t (b) select b from x;
