{% set methods = ['card', 'cash'] %}
-- expect: v.card_amount <- payments.amount
-- expect: v.card_amount <- payments.method (condition)
-- expect: v.cash_amount <- payments.amount
-- expect: v.cash_amount <- payments.method (condition)
-- expect: v.id <- payments.id
-- expect: v <- payments.id (group)
-- lines: 1 9-16
create view v as select
    id,
    {% for method in methods -%}
    sum(case when method = '{{ method }}' then amount end) as {{ method }}_amount
    {%- if not loop.last %},{% endif %}
    {% endfor %}
from payments
group by id;
-- lines: 2 19-19
-- expect: w.a <- t.a
create view w as select a from t;
-- construct: Jinja and dbt
