-- A model whose query hangs on a condition is one model.
-- construct: Jinja and dbt
-- file: dbt_project.yml
name: shop
-- file: models/orders.sql
-- status: 1 partial: template condition
-- expect: orders.id <- raw.orders.id, raw.old_orders.id
-- expect: orders.total <- raw.orders.total, raw.old_orders.amount
{% if target.type == 'snowflake' %}
select id, total from raw.orders
{% else %}
select id, amount as total from raw.old_orders
{% endif %}
