{% for name, source in {'east': 'a', 'west': 'b'}.items() %}
-- lines: 1 4-4
-- lines: 2 4-4
create view {{ name }}_orders as select id from {{ source | upper }}.orders;
{% endfor %}
-- expect: east_orders.id <- a.orders.id
-- expect: west_orders.id <- b.orders.id
-- lines: 3 10-10
-- expect: v.id <- east_orders.id
create view v as select id from east_orders;
-- construct: Jinja and dbt
