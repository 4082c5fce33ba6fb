-- expect: w.b <- t.a
-- expect: w <- t.a (order)
-- no: w <- t.b
create table w as select a as b from t order by b;
