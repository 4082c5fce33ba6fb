use catalog main;
use schema sales;
-- expect: main.mart.v.a <- main.sales.t.a
create or replace table main.mart.v as select a from t;
