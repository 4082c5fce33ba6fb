-- expect: v <- t.a (filter)
-- expect: v.s <- t.a, t.b
-- expect: v.s2 <- t.a, t.b
-- expect: v.s4 <- t.a, t.b
create table t (a int, b int);
create view v as select a + b as s, s * 2 as s2, s2 * 2 as s4 from t where a > 0;
