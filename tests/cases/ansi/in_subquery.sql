-- expect: v.a <- t.a
-- expect: v <- t.k, s.k, s.open (filter)
create view v as select a from t where k in (select k from s where open = 1);
