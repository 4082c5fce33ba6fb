-- One item a column; with a star in front all of them in one.
create table t (a int, b int, ab int, k int);
create view x as select max(columns('a')), min(columns(* exclude (k))) + k as z from t;
create view r as select coalesce(*columns(*)) as c from t;
create view f as select a from t where columns(*) > 0;
-- expect: f <- t.a, t.ab, t.b, t.k (filter)
-- expect: f.a <- t.a
-- expect: r.c <- t.a, t.ab, t.b, t.k
-- expect: x.a <- t.a
-- expect: x.ab <- t.ab
-- expect: x.z <- t.a, t.k
-- expect: x.z_1 <- t.b, t.k
-- expect: x.z_2 <- t.ab, t.k
