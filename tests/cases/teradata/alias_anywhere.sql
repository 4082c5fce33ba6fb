-- no: w.c <- t.a
create table t (a int, b int);
create view v as select a as x, x + b as y from t where x > 1 and y < 3;
create view w as select a as b, b + 1 as c from t;
-- expect: v <- t.a, t.b (filter)
-- expect: v.x <- t.a
-- expect: v.y <- t.a, t.b
-- expect: w.b <- t.a
-- expect: w.c <- t.b
