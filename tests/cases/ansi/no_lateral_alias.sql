-- expect: v.x <- t.a
-- status: 2 partial: unknown column x
create table t (a int, b int);
create view v as select a as x, x + 1 as y from t;
