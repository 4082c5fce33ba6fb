-- expect: w.a <- t.a
create or replace temporary view tmp as select a from t;
insert into w (a) select a from tmp;
