-- expect: t <- s.id, t.id (filter)
delete from t using s where t.id = s.id;
