-- Of an ordered set the ordered column is the value; elsewhere it only orders.
create table t (a int, b int, c text, g int);
create view v as select g, percentile_cont(0.5) within group (order by a) as med, string_agg(c, ',' order by b) as l, mode() within group (order by b) as m, sum(a) filter (where b > 1) as f from t group by g;
-- expect: v <- t.g (group)
-- expect: v.f <- t.b (condition)
-- expect: v.f <- t.a
-- expect: v.g <- t.g
-- expect: v.l <- t.c
-- expect: v.l <- t.b (window)
-- expect: v.m <- t.b
-- expect: v.med <- t.a
