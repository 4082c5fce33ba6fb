-- expect: mv.window_start <- t.ts
-- expect: mv.s <- t.v
-- expect: mv <- t.ts (group)
create materialized view mv as
select window_start, count(*) as c, sum(v) as s from tumble(t, ts, interval '1' minute) group by window_start;
-- expect: k.s <- mv.s
create sink k as select s from mv with (connector = 'kafka') format plain encode json;
-- expect: u.window_start <- mv.window_start
-- expect: u.c <- mv.c
-- expect: u.s <- mv.s
-- file: ddl.sql
create table u (window_start timestamp, c int, s int);
-- dataset: e table (a, b)
create source e (a int, b varchar) with (connector = 'kafka') format plain encode json;
-- file: sink.sql
create sink m into u from mv;
