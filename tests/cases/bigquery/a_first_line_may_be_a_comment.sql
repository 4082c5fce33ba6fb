#fail
-- expect: v.a <- t.a
-- lines: 1 4-4
create view v as select a from t;
