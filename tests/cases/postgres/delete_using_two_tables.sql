-- expect: t <- r.k, s.id, s.k, t.id (filter)
delete from t as x using s, r where x.id = s.id and r.k = s.k returning x.id;
