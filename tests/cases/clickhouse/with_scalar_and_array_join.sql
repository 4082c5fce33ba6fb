-- expect: v.a <- t.a
-- expect: v.x <- t.xs
create view v as select a, x from t array join xs as x;
