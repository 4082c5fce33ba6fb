-- expect: w.a <- t.a
create temp table x as select a from t;
create table w as select * from x;
