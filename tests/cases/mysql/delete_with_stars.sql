-- expect: s <- s.id, t.id (join)
-- expect: t <- s.id, t.id (join)
delete t.*, s.* from t join s on t.id = s.id;
