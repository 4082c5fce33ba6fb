-- Temporary tables are followed through; two lives of one name stay apart.
-- expect: one.x <- s.a
-- expect: one <- s.b (filter)
-- expect: two.x <- r.c
create temp table tmp as select a as x from s where b > 0;
create table one as select x from tmp;
drop table tmp;
create temporary table tmp as select c as x from r;
create table two as select x from tmp;
