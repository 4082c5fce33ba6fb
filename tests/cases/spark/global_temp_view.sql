-- expect: t.a <- s.a
-- expect: t2.b <- s.b
create or replace temp view x as select a from s; create global temporary view g as select b from s; insert into t (a) select a from x; insert into t2 (b) select b from global_temp.g;
