-- expect: v.a <- t.a
-- expect: v <- s.k, t.k, s.d (filter)
create view v as select a from t where exists (select 1 from s where s.k = t.k and s.d > 0);
