{% set kinds = dbt_utils.get_column_values(ref('payments'), 'kind') %}
-- status: 1 partial: placeholder in a name; template loop
-- expect: v.id <- payments.id
-- expect: v."sum_{{ kind }}" <- payments.amount
-- expect: v."sum_{{ kind }}" <- payments.kind (condition)
create view v as select id
{% for kind in kinds %}, case when kind = '{{ kind }}' then amount end as sum_{{ kind }} {% endfor %}
from {{ ref('payments') }};
-- construct: Jinja and dbt
