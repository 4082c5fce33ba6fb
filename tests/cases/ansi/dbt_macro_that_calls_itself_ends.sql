{% macro deep(x) %}{{ deep(x) }}{{ deep(x) }}{% endmacro %}
-- status: 1 partial: macro deep
-- table: v <- t (value)
create view v as select {{ deep('a') }} as a from t;
-- construct: Jinja and dbt
