-- Only a bare name means an output.
create table t (a int, b int);
create view w as select a as b, b as a from t order by a;
create view u as select a as b, b as a from t order by a + 1;
-- expect: u <- t.a (order)
-- expect: u.a <- t.b
-- expect: u.b <- t.a
-- expect: w <- t.b (order)
-- expect: w.a <- t.b
-- expect: w.b <- t.a
