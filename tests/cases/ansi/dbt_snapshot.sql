{% snapshot orders_history %}
{{ config(target_schema='snapshots', unique_key='id', strategy='check', check_cols=['state']) }}
-- lines: 1 1-9
-- status: 1 partial: unknown columns of source_of.orders
-- expect: orders_history.id <- source_of.orders.id
-- expect: orders_history <- source_of.orders.deleted (filter)
-- table: orders_history <- source_of.orders (value)
select id, o.* from {{ source('source_of', 'orders') }} o where not deleted
{% endsnapshot %}
-- expect: v.id <- orders_history.id
-- expect: v.dbt_valid_to <- orders_history.dbt_valid_to
create view v as select id, dbt_valid_to from {{ ref('orders_history') }};
-- construct: Jinja and dbt
