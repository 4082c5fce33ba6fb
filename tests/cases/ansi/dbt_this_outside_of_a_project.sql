-- status: 1 partial: name of this model unknown
-- expect: v.a <- t.a
create view v as select a from t where b > (select max(b) from {{ this }});
-- expect: v <- t.b (filter)
-- construct: Jinja and dbt
