-- expect: v.a <- t.a
-- expect: v <- t.b (filter)
create view v as select a, "c" as d from t where b = "x";
