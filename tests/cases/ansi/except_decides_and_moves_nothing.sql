-- expect: v.a <- t.a
-- expect: v <- s.x (filter)
-- no: v.a <- s.x
create view v as select a from t except select x from s;
