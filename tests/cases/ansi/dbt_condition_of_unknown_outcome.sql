-- status: 1 partial: template condition
-- expect: v.a <- t.a
-- expect: v <- t.d (filter)
create view v as select a from t {% if target.name == 'dev' %} where d > 1 {% endif %};
-- expect: w.a <- t.a
create view w as select a from {% if target.name == 'dev' %} t {% else %}   t {% endif %};
-- status: 3 partial: placeholder in a name
-- expect: x.a <- "{{ place }}".t.a
{% if var('here') %}{% set place = 'one' %}{% else %}{% set place = 'two' %}{% endif %}
create view x as select a from {{ place }}.t;
-- expect: y.a <- t.a
create view y as select a from t {% if false %} where b > 1 {% elif 1 == 1 %} {% else %} where c > 1 {% endif %};
-- construct: Jinja and dbt
