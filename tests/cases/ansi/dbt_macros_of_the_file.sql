{% macro cents(column, places=2) -%} round({{ column }} / 100, {{ places }}) {%- endmacro %}
{% macro named(column) %}{{ cents(column) }} as {{ column }}_eur{% endmacro %}
-- lines: 1 7-7
-- expect: v.amount_eur <- t.amount
-- expect: v.b <- t.tax
{# a comment that isn't SQL; create view no as select 1 #}
create view v as select {{ named('amount') }}, {{ cents(column='tax', places=0) }} as b from t;
-- construct: Jinja and dbt
