-- no: v.c <- t.a
create table t (a int, b int);
create view v as select a as b, b + 1 as c from t;
create view w as select a as z, (select z) as c from t;
-- expect: v.b <- t.a
-- expect: v.c <- t.b
-- expect: w.z <- t.a
-- status: 3 partial: unknown column z
