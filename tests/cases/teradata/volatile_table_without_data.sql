-- expect: t.a <- s2.a
create set volatile table x as (select a from s) with no data; insert into x select a from s2; insert into t (a) select a from x;
