{% docs orders %} Don't read this; create view a as select 1. {% enddocs %}
{% test positive(model, column_name) %} select * from {{ model }} where {{ column_name }} < 0 {% endtest %}
{% macro unused(t) %} select * from {{ t }}; drop table {{ t }}; {% endmacro %}
-- lines: 1 6-6
-- expect: v.a <- t.a
create view v as select a from t;
-- construct: Jinja and dbt
