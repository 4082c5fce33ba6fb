-- expect: d.v.i <- d.t.a, d.t.b
-- expect: d.v.iu <- d.t.a, d.t.b, d.t.c
-- expect: d.v.l <- d.t.a, d.t.b
-- expect: d.v.m <- d.t.b (condition)
-- expect: d.v.m <- d.t.a
-- expect: d.v.n <- d.t.a (condition)
-- expect: d.v.s <- d.t.a, d.t.b
-- expect: d.v.sc <- d.t.a
-- expect: d.v.si <- d.t.a (condition)
-- expect: d.v.si <- d.t.b
-- expect: d.v.x <- d.t.a (condition)
-- expect: d.v.x <- d.t.b, d.t.c
create table d.t (a int64, b int64, c int64);
create view d.v as select if(a > 0, b, c) as x, countif(a > 1) as n, ifnull(a, b) as i, safe_divide(a, b) as s, logical_and(a > b) as l, sum(if(a > 0, b, 0)) as si, max_by(a, b) as m, a in unnest([b, c]) as iu, safe_cast(a as string) as sc from d.t;
