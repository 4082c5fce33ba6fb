-- The second column of a name gets a number.
create table t (id integer, a integer, b text);
create table u (id integer, c integer, b text);
create view v as select * from t join u using (id);
create view w as select t.id, u.id from t, u;
create table x as select id, id, a as id from t;
create view y as select t.*, u.* from t, u;
-- dataset: v view (id, a, b, c, b:1)
-- dataset: w view (id, id:1)
-- dataset: x table (id, id:1, id:2)
-- dataset: y view (id, a, b, id:1, c, b:1)
-- expect: w.id <- t.id
-- expect: w.id:1 <- u.id
-- expect: v <- t.id, u.id (join)
-- expect: v.a <- t.a
-- expect: v.b <- t.b
-- expect: v.b:1 <- u.b
-- expect: v.c <- u.c
-- expect: v.id <- t.id
-- expect: x.id <- t.id
-- expect: x.id:1 <- t.id
-- expect: x.id:2 <- t.a
-- expect: y.a <- t.a
-- expect: y.b <- t.b
-- expect: y.b:1 <- u.b
-- expect: y.c <- u.c
-- expect: y.id <- t.id
-- expect: y.id:1 <- u.id
