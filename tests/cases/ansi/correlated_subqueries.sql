-- expect: j <- s.c, s.d, t.a, t.b (join)
-- expect: j.a <- t.a
-- expect: l <- s.c (filter)
-- expect: l.a <- t.a
-- expect: o <- s.c, s.d, t.b (order)
-- expect: o.a <- t.a
-- expect: v.a <- t.a
-- expect: v.m <- s.c, t.b (filter)
-- expect: v.m <- s.d
-- expect: w <- s.c, s.d, t.a, t.b (filter)
-- expect: w.a <- t.a
-- expect: x <- s.c, s.d, t.a, t.b (filter)
-- expect: x.a <- t.a
-- expect: z.q <- s.c, t.a (condition)
-- expect: z.q <- t.b
create table t (a int, b int);
create table s (c int, d int);
create view v as select a, (select max(d) from s where s.c = t.b) as m from t;
create view w as select a from t where b > all (select c from s where d = t.a) or a = any (select d from s);
create view x as select a from t where (a, b) in (select c, d from s);
create view z as select case when a in (select c from s) then b end as q from t;
create view o as select a from t order by (select max(c) from s where d = b);
create view l as select a from t limit (select max(c) from s);
create view j as select t.a from t join s on t.a = s.c and s.d = (select max(d) from s s2 where s2.c = t.b);
