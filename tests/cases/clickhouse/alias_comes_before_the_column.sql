-- no: v.c <- t.b
create table t (a Int32, b Int32) engine = Memory;
create view v as select a as b, b + 1 as c from t;
create view w as select b + 1 as c, a + 1 as b from t where b > 0;
create view u as select a + b as a, a as d from t group by a, b order by d;
-- expect: u <- t.a, t.b (group, order)
-- expect: u.a <- t.a, t.b
-- expect: u.d <- t.a, t.b
-- expect: v.b <- t.a
-- expect: v.c <- t.a
-- expect: w <- t.a (filter)
-- expect: w.b <- t.a
-- expect: w.c <- t.a
