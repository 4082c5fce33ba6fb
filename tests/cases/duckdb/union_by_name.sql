-- expect: v.a <- t.a
-- expect: v.b <- s.b, t.b
-- expect: v.c <- s.c
-- expect: w.a <- t.a
-- expect: w.c <- s.c
-- expect: x <- s.c (order)
-- expect: x.a <- t.a
-- expect: x.b <- s.b, t.b
-- expect: x.c <- s.c
create table t (a int, b int);
create table s (b int, c int);
create view v as select * from t union all by name select * from s;
create view w as select a from t union by name select c from s;
create view x as select a, b from t union all by name (select c, b from s) order by c;
