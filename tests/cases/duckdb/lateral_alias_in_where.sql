-- expect: v <- t.a (filter, group)
-- expect: v.x <- t.a
-- expect: v.y <- t.a
-- expect: w.b <- t.a
-- expect: w.c <- t.b
create table t (a int, b int);
create view v as select a + 1 as x, x + 1 as y from t where x > 3 group by all having y > 0;
create view w as select a as b, b as c from t;
