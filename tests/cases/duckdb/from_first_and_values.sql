-- expect: w <- t.a (filter)
-- expect: w.b <- t.b
-- expect: y.a <- t.a
-- expect: y.b <- t.b
-- expect: y2.a <- t.a
-- expect: y2.b <- t.b
-- expect: z.a <- t.a
-- expect: z.b <- t.b
create table t (a int, b int);
create table s (c int);
create view w as from t select b where a > 1;
create view x as select * from (values (1, 2)) t2(p, q);
create view y as from t;
create view y2 as table t;
create view z as select a, b from t limit 10%;
