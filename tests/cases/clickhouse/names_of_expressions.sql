-- expect: v <- t.a (group)
-- expect: v."plus(a, 1)" <- t.a
-- expect: v.a <- t.a
-- expect: v.count(b) <- t.b
-- expect: v.max(b) <- t.b
-- expect: v.uniqExact(a) <- t.a
-- expect: w <- t.a (group)
-- expect: w.s <- t.a
-- dataset: v view (count(), a, max(b), plus(a, 1), count(b), uniqExact(a))
create view v as select count(), a, max(b), a + 1, COUNT(b), uniqExact(a) from t group by a;
create view w as select `count()` as n, `toString(a)` as s from (select count(*), toString(a) from t group by a);
