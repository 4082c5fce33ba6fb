-- expect: t <- t.day (filter)
-- writes: 1 t
delete from t where day < date '2020-01-01';
