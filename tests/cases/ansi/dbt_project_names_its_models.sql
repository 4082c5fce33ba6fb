-- file: dbt/dbt_project.yml
name: shop
model-paths: ["models", "more/models"]
models:
  +materialized: table
  shop:
    staging:
      +schema: stage
      old:
        +enabled: false
    named:
      +alias: called
  other_package:
    +schema: nothing
-- file: dbt/models/staging/stg_orders.sql
-- dataset: stage.stg_orders table (id)
-- expect: stage.stg_orders.id <- raw.orders.id
select id from {{ source('raw', 'orders') }}
-- file: dbt/models/staging/old/stg_gone.sql
-- reads: 1 t, t.id
select id from t
-- file: dbt/more/models/named.sql
-- expect: called.id <- stage.stg_orders.id
select id from {{ ref('stg_orders') }}
-- file: dbt/models/last.sql
-- expect: last.id <- called.id
{{ config(materialized='view') }}
-- dataset: last view (id)
select * from {{ ref('named') }}
-- file: dbt/tests/no_orders.sql
-- reads: 1 last, last.id
select id from {{ ref('last') }} where id is null
-- file: elsewhere/models/no_model.sql
-- reads: 1 last, last.id
select id from last
-- construct: Jinja and dbt
