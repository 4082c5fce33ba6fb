create table main.T (A int);
-- expect: v.a <- main.t.a
create or replace view V as from t;
