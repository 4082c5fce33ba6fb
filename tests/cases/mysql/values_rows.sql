-- expect: z4.c <- t.a
-- expect: z5 <- t.a (order)
-- expect: z5.a <- t.a
create table o (p int, q int);
create table t (a int);
create view z4 as select v.column_0 as c, v.column_1 as d from (values row(1, 2), row((select max(a) from t), 4)) as v;
create view z5 as table t order by a limit 3;
