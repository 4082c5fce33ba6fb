-- file: z.sql
create table t (a int, b int);
-- file: a.sql
-- dataset: v view (a, b, c)
-- expect: v.a <- t.a
-- expect: v.b <- t.b
-- expect: v.c <- s.c
create view v as select t.*, s.c from t cross join s;
