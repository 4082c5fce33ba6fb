-- expect: t <- t.k, s.k (join)
delete t from t join s on t.k = s.k;
