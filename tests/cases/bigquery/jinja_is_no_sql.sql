-- expect: v.a <- t.a
create view v as select a from {{ ref('t') }};
-- expect: w.a <- t.a
create view w as select a, '{{ x }}' as b from t;
-- status: 3 partial: placeholder for columns; unknown columns
create view u as select {{ x }} from s;
-- table: u <- s (value)
-- status: 4 refused: template
create view z as select {{ 1, 2 3 }} from t;
-- construct: Jinja and dbt
