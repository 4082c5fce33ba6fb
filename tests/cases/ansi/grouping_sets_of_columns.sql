-- expect: v <- t.a, t.b, t.c, t.d (group)
-- expect: v.a <- t.a
-- expect: v.b <- t.b
-- expect: v.g <- t.c
-- expect: v.s <- t.e
-- expect: w <- t.a, t.b (group)
-- expect: w.a <- t.a
-- expect: w.s <- t.e
-- expect: x <- t.a, t.b, t.c (group)
-- expect: x.a <- t.a
-- expect: x.s <- t.e
-- expect: y <- t.a, t.b (group)
-- expect: y.a <- t.a
-- expect: y.s <- t.e
create table t (a int, b int, c int, d int, e int);
create view v as select a, b, grouping(c) as g, sum(e) as s from t group by grouping sets ((a, b), (c), ()), d;
create view w as select a, sum(e) as s from t group by rollup (a, b);
create view x as select a, sum(e) as s from t group by cube (a, (b, c));
create view y as select a, sum(e) as s from t group by a, b with rollup;
