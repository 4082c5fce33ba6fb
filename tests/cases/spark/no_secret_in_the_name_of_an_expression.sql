create table t (id int, a int);
create view v as select a, upper('canary'), 'x' from t;
-- dataset: v view (a, upper(…) 2, x)
-- expect: v.a <- t.a
