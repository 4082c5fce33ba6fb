-- expect: v <- t.j, t.k, u.j, u.k (join)
-- expect: v.a <- t.a
-- expect: v.b <- u.b
-- expect: v.j <- t.j
-- expect: v.k <- t.k
-- expect: w <- t.j, t.k, u.c, u.j, u.k (join)
-- expect: w.a <- t.a
-- expect: w.b <- u.b
-- expect: w.c <- u.c
-- expect: w.j <- t.j
-- expect: w.k <- t.k
-- dataset: v view (k, j, a, b)
-- dataset: w view (k, j, c, a, b)
create table t (a int, k int, j int);
create table u (b int, j int, k int, c int);
create view v as select * from t natural join (select b, j, k from u) as u;
create view w as select * from (select k, j, c, a from t natural join u) as x natural join (select j, c, k, b from u) as y;
