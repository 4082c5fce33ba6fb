-- file: dbt_project.yml
name: shop
-- file: models/staging/stg_orders.sql
-- expect: STG_ORDERS.ID <- RAW.ORDERS.ID
select id from {{ source('raw', 'orders') }}
-- file: models/Orders.sql
-- expect: ORDERS.ID <- STG_ORDERS.ID
select stg_orders.id from {{ ref('stg_orders') }}
-- construct: Jinja and dbt
