-- expect: t <- s.id, t.id (filter)
delete x from t x, s y where x.id = y.id;
