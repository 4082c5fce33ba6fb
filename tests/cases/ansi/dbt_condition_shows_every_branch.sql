-- Where nobody knows a condition's outcome, what each branch reads is said, each way by itself; and that it is not known.
-- construct: Jinja and dbt
-- expect: v.a <- t.a, u.a
-- expect: v <- t.d (filter)
-- expect: v <- u.e (filter)
create view v as
select a from {% if target.name == 'dev' %} t where d > 1 {% elif var('x') %} u where e > 1 {% endif %};
-- expect: w.a <- t.a, u.a, s.a
create view w as select a from {% if target.name == 'dev' %} t {% else %}{% if var('x') %} u {% else %} s {% endif %}{% endif %};
-- expect: x.b <- t.b
-- expect: y.b <- u.b
{% if target.name == 'dev' %}
create view x as select b from t;
{% else %}
create view y as select b from u;
{% endif %}
-- status: 1 partial: template condition
-- status: 2 partial: template condition
-- status: 3 partial: template condition
-- status: 4 partial: template condition
