-- expect: v.n <- t.a
-- expect: v.n <- t.b (condition)
-- expect: v.l <- t.c
-- expect: v.l <- t.d (window)
create view v as select sum(a) filter (where b > 0) as n, string_agg(c, ',' order by d) as l from t;
