-- status: 2 refused
-- expect: v.a <- t.a
-- expect: w.b <- s.b
create view v as select a from t;
selekt from where;
create view w as select b from s;
