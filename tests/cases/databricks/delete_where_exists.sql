-- expect: t <- s.id, t.id (filter)
delete from t where exists (select 1 from s where s.id = t.id);
