-- file: dbt_project.yml
name: shop
models:
  shop:
    +schema: stage
    +enabled: false
-- file: models/a.sql
{{ config(alias='x', schema='own', enabled=true) }}
-- expect: own.x.id <- t.id
select id from t
-- file: models/b.sql
{{ config(enabled=true) }}
-- expect: stage.b.id <- own.x.id
select id from {{ ref('a') }}
-- file: models/c.sql
-- reads: 1 stage.b, stage.b.id
select id from {{ ref('b') }}
-- construct: Jinja and dbt
