-- dataset: v view (x, y)
-- expect: v.x <- t.a
-- expect: v.y <- t.b
create view v (x, y) as select a, b from t;
