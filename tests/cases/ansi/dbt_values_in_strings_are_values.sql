-- expect: v.a <- t.a
-- expect: v <- t.d, t.e (filter)
create view v as select a from t where d >= '{{ var('start_date') }}' and e = '{{ var("x", "it''s") }}' -- {{ nothing('here') }}
;
-- expect: w.b <- t.b
create view w as select b /* {{ or_here('t') }} */ from t;
-- construct: Jinja and dbt
