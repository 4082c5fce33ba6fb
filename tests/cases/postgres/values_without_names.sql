-- expect: u.m <- t.a
-- expect: v.q <- t.a
-- expect: w.a <- t.a
-- expect: w.b <- t.b
-- expect: z.a <- t.a
-- expect: z.p <- t.a, t.b
create table t (a int, b int);
create view v as select x.column1 as p, column2 as q from (values (1, (select max(a) from t))) x;
create view u (m, n) as values ((select max(a) from t), 2);
create view w as table t;
create view z as select t.a, x.p from t, lateral (values (t.a), (t.b)) as x(p);
