-- expect: v.a <- t.a
-- expect: v.last <- s.day
-- expect: v.last <- s.k, t.k (filter)
create view v as select a, (select max(day) from s where s.k = t.k) as last from t;
