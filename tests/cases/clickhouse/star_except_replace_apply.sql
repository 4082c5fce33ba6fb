-- expect: v.sum(a) <- t.a
-- expect: v.sum(b) <- t.b
-- expect: w.a <- t.a, t.b
-- expect: w.b <- t.b
-- expect: w.c <- t.c
-- expect: x.a <- t.a
-- expect: x.b <- t.b
-- expect: y.a <- t.a
-- expect: y.b <- t.b
create table t (a Int32, b Int32, c String) engine = Memory;
create view v as select * except (c) apply(sum) from t;
create view w as select * replace (a + b as a) from t;
create view x as select columns('a|b') from t;
create view y as select t.* except c from t;
