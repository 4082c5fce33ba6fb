-- expect: t.a <- s.a
create or replace temp table x as select a from s; insert into t (a) select a from temp.x;
