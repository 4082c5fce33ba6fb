-- setting: target = m
-- status: 1 partial: template condition
-- expect: m.a <- t.a
-- expect: m <- t.b, t.c (filter)
select a from t
{% if is_incremental() %} where b > 1 {% else %} where c > 1 {% endif %}
-- construct: Jinja and dbt
