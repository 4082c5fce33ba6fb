-- The second column of a name gets a number.
create table t (id integer, a integer, b varchar);
create table u (id integer, c integer, b varchar);
create view v as select * from t join u using (id);
create view w as select t.id, u.id from t, u;
create table x as select id, id, a as id from t;
create view y as select id, * from t;
-- dataset: v view (id, a, b, c, b_1)
-- dataset: w view (id, id_1)
-- dataset: x table (id, id_1, id_2)
-- dataset: y view (id, id_1, a, b)
-- expect: v <- t.id, u.id (join)
-- expect: v.a <- t.a
-- expect: v.b <- t.b
-- expect: v.b_1 <- u.b
-- expect: v.c <- u.c
-- expect: v.id <- t.id
-- expect: w.id <- t.id
-- expect: w.id_1 <- u.id
-- expect: x.id <- t.id
-- expect: x.id_1 <- t.id
-- expect: x.id_2 <- t.a
-- expect: y.a <- t.a
-- expect: y.b <- t.b
-- expect: y.id <- t.id
-- expect: y.id_1 <- t.id
