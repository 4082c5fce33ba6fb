-- expect: t.a <- s.a
create table pg_temp.x as select a from s; insert into t (a) select a from pg_temp.x;
