-- setting: target = v
-- reads: 1 customers, orders_v2, customers.id, orders_v2.id, orders_v2.total
-- expect: v.total <- orders_v2.total
-- expect: v <- customers.id, orders_v2.id (join)
select o.total from {{ ref("crm", "customers") }} c join {{ ref('orders', v=2) }} o on o.id = c.id
-- construct: Jinja and dbt
