-- expect: v.x <- t.b, t.c
-- expect: v.x <- t.a (condition)
create view v as select case a when 1 then b else c end as x from t;
