-- expect: v.x <- t.s
-- expect: v.y <- t.a, t.b
create view v as select t.s.inner.x as x, struct(a, b as q) as y from t;
