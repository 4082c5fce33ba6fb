-- expect: s.k <- t.a
-- expect: s.s <- t.a, t.b, t.c
-- expect: v.b <- t.b
-- expect: v.c <- t.c
-- expect: w.a <- t.a
-- expect: w.c <- t.c
-- expect: w.q <- t.b
-- table: c <- t (value)
create table t (a int, b int, c int);
create view v as select * except (a) from t;
create view w as select t.* except (b), b as q from t;
create view s as select struct(*) as s, t.a as k from t;
create view c as select count(t.*) as n from t;
