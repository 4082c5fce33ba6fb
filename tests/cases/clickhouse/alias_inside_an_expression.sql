-- expect: w <- t.b (filter)
-- expect: w.c2 <- t.a
-- expect: w.d2 <- t.a
-- expect: x.q <- t.a, t.b
-- expect: x.y <- t.a
-- expect: x.z <- t.a
create table t (a Int32, b Int32) engine = Memory;
create view x as select (a + 1 as y) * 2 as z, y, y + b as q from t;
create view w as select c2 + 1 as d2, a as c2 from t where (b as k) > 1 and k < 3;
