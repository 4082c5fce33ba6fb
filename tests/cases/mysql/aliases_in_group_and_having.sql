-- expect: v <- t.b (filter, group)
-- expect: v <- t.a (order)
-- expect: v.b <- t.a
-- expect: w <- t.a (filter, group, order)
-- expect: w.x <- t.a
create table t (a int, b int);
create view v as select a as b, count(*) as n from t group by b having b > 1 order by b;
create view w as select a + 1 as x from t group by x having x > 1 order by x;
