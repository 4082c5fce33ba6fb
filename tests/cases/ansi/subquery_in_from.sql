-- expect: v.s <- t.b
-- expect: v <- t.a (group)
-- expect: v <- t.b (filter)
create view v as select x.s from (select a, sum(b) as s from t group by a) x where x.s > 0;
