-- expect: t <- t.k, s.k, s.gone (filter)
delete from t where k in (select k from s where gone = 1);
