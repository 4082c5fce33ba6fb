-- Subqueries do not see them.
create table t (a int, b int);
create view v as select a as b, b + 1 as c, c as d from t;
create view w as select a as x, (select max(x)) as c from t;
-- expect: v.b <- t.a
-- expect: v.c <- t.b
-- expect: v.d <- t.b
-- expect: w.x <- t.a
-- status: 3 partial: unknown column x
