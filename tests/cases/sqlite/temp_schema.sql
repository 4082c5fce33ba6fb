-- expect: t.a <- s.a
-- expect: t.b <- s.b
create temp table x as select a from s; insert into t (a) select a from temp.x; create table temp.y as select b from s; insert into t (b) select b from y;
