-- expect: y.a <- t.s
-- expect: y.b <- t.s
-- expect: y.id <- t.id
-- expect: z.c <- t.x
create table t (id int, s struct(a int, b int), x struct(s struct(c int)));
create view y as select id, s.* from t;
create view z as select t.x.s.* from t;
