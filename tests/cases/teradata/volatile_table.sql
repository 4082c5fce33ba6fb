-- expect: w.a <- t.a
create volatile table x as (select a from t) with data on commit preserve rows;
insert into w (a) select a from x;
