-- expect: t <- s.id, t.id (filter)
-- expect: t.v <- s.v
update x from t as x, s as y set v = y.v where x.id = y.id;
