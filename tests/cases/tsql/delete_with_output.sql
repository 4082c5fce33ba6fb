-- expect: log <- t.k (filter)
-- expect: log.id <- t.id
-- expect: t <- t.k (filter)
delete from t output deleted.id into log (id) where k = 1;
