-- expect: d.q <- d.t.id (group)
-- expect: d.q.id <- d.t.id
-- dataset: d.q view (id, n)
-- status: 2 partial: template include
-- status: 3 partial: template call
-- setting: target = d.q
{% include "functions.sql" %}
select id, count(*) as n from d.t group by id;
{% call wrapped() %} select x from d.u {% endcall %}
-- construct: Jinja and dbt
