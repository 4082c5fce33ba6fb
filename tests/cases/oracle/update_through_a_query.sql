-- expect: T <- T.K (filter)
-- expect: T.V <- T.K
update (select v, k from t where k > 1) set v = k;
