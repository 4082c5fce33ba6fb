-- expect: t.a <- s.a
create temp table x as select a from s; insert into t (a) select a from pg_temp.x;
