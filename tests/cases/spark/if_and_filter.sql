-- expect: v.ar <- t.a, t.b
-- expect: v.f <- t.b (condition)
-- expect: v.f <- t.a
-- expect: v.fi <- t.a
-- expect: v.m <- t.b (condition)
-- expect: v.m <- t.a
-- expect: v.mp <- t.a, t.b
-- expect: v.n <- t.a (condition)
-- expect: v.nn <- t.a, t.b
-- expect: v.ns <- t.a, t.b
-- expect: v.ns2 <- t.a
-- expect: v.nv <- t.a, t.b
-- expect: v.pa <- t.a
-- expect: v.s <- t.a
-- expect: v.st <- t.a, t.b
-- expect: v.x <- t.a (condition)
-- expect: v.x <- t.b, t.c
create table t (a int, b int, c int);
create view v as select if(a > 0, b, c) as x, count_if(a > 1) as n, sum(a) filter (where b > 0) as f, max_by(a, b) as m, nvl(a, b) as nv, nanvl(a, b) as nn, first(a, true) as fi, percentile_approx(a, 0.5) as pa, a <=> b as ns, cast(a as string) as s, struct(a, b as q) as st, named_struct('k', a) as ns2, map(a, b) as mp, array(a, b)[0] as ar from t;
