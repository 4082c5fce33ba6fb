-- expect: v.a <- t.a, u.b
create view v as select a from t union select b from u;
