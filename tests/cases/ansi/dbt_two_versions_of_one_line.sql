-- lines: 1 2-3
create view {% set a = 'v' -%}
  {{ a }} as select x from t; create view w as select y from t;
-- lines: 2 3-3
-- expect: v.x <- t.x
-- expect: w.y <- t.y
-- construct: Jinja and dbt
