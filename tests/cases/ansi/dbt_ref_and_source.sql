-- setting: target = orders_total
{{ config(materialized='table') }}
-- expect: orders_total.id <- orders.id
-- expect: orders_total.amount <- raw.payments.amount
-- expect: orders_total <- orders.id, raw.payments.order_id (join)
-- dataset: orders_total view (id, amount)
select o.id, sum(p.amount) as amount
from {{ ref('orders') }} as o
join {{ source('raw', 'payments') }} as p on p.order_id = o.id
-- construct: Jinja and dbt
