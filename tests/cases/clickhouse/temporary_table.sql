-- expect: t.a <- s.a
create temporary table x as select a from s; insert into t (a) select a from x;
