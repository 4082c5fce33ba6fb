-- expect: w.a <- t.a
create temporary table x select a from t;
insert into w (a) select a from x;
drop temporary table x;
