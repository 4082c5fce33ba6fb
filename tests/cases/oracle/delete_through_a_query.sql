-- expect: T <- T.K, T.V (filter)
delete from (select v, k from t where k > 1) where v = 2;
