-- expect: t <- s.id, t.id (join)
-- expect: t.v <- s.v
update q set v = sv from (select t.v, s.v as sv from t join s on s.id = t.id) q;
