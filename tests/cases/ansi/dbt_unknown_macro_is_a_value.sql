-- status: 1 partial: macro cents_to_euros
-- expect: v.id <- t.id
create view v as select {{ cents_to_euros('amount') }} as amount, id from t;
-- expect: w.id <- v.id
-- expect: w.amount <- v.amount
create view w as select * from v;
-- construct: Jinja and dbt
