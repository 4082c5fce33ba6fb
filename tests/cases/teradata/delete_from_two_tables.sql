-- expect: t <- s.id, t.id (filter)
delete t from t, s where t.id = s.id;
