-- expect: v <- t.a (group)
-- expect: v."(a * (b + 2))" <- t.a, t.b
-- expect: v."(a + 1)" <- t.a
-- expect: v.a <- t.a
-- expect: v.max(b) <- t.b
-- expect: v.x <- t.x
-- expect: w."max(s).x" <- t.s
-- expect: w."max(s.x)" <- t.s
-- expect: w.arr <- t.arr
-- expect: w.b <- t.s
-- expect: w.sum(b) <- t.b
-- expect: w.x <- t.s
-- table: u <- t (value)
-- dataset: v view (count(1), a, max(b), (a + 1), x, (a * (b + 2)), 1, q)
-- dataset: w view (max(s.x), x, max(s).x, arr, b, sum(b))
-- dataset: u view ()
-- status: 3 partial: column without a name
create view v as select count(*), a, max(b), a + 1, cast(t.x as string), a * (b + 2), 1, 'q' from t group by a;
create view w as select max(s.x), s.x, max(s).x, t.arr, t.s.b, sum(t.b) from t;
create view u as select arr[0].x, case when a then b end from t;
