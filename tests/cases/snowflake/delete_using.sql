-- expect: T <- S.ID, T.ID (filter)
delete from t using s where t.id = s.id;
