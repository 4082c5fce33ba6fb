-- expect: v.a <- t.a
-- expect: v.n <- t.b
create view v as select t.a, g.n, x.c from t, generate_series(1, t.b) as g(n), (values (1), (2)) as x(c);
