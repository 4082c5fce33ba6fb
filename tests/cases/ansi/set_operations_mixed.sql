-- expect: v <- r.e, r.f (filter)
-- expect: v.a <- s.d, t.a
-- expect: v.b <- s.c, t.b
-- expect: w <- r.e (filter)
-- expect: w.a <- s.c, t.a
-- expect: x <- s.d, t.a (order)
-- expect: x.k <- s.c, t.a
-- expect: y <- s.c, t.a (order)
-- expect: y.b <- s.d, t.b
-- expect: y.k <- s.c, t.a
create table t (a int, b int);
create table s (c int, d int);
create table r (e int, f int);
create view v as select a, b from t union all select d, c from s except select e, f from r;
create view w as select a from t union select c from s intersect select e from r;
create view x as (select a as k from t order by a limit 3) union all (select c from s order by d);
create view y as select a as k, b from t union all select c, d from s order by k limit 5;
