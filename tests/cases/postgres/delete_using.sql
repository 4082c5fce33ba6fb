-- expect: t <- t.k, s.k (filter)
delete from t using s where s.k = t.k;
