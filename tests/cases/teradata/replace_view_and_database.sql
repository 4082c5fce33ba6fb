database mart;
-- expect: mart.v.a <- mart.t.a
replace view v as locking row for access select a from t;
