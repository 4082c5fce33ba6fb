-- expect: t.a <- s.x
-- expect: t.c <- s.y
-- expect: v.a <- t.a
-- expect: v.c <- t.c
-- expect: w.a <- t.a
-- expect: w.b <- t.b
-- expect: w.c <- t.c
-- dataset: v view (a, c)
-- dataset: w view (a, c, b)
create table t (a int, b int invisible default 3, c int);
create view v as select * from t;
create view w as select *, b from t;
insert into t select x, y from s;
