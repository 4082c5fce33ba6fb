-- status: 1 partial: template call
-- expect: v.a <- t.a
create view v as select a from t where {% call deferred() %} b > 1 {% endcall %} 1 = 1;
-- construct: Jinja and dbt
