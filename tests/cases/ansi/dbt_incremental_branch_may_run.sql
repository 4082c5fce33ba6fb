-- file: dbt_project.yml
name: shop
-- file: models/events.sql
{{ config(materialized='incremental', unique_key='id') }}
-- dataset: events table (id, at)
-- expect: events.id <- raw.events.id
-- expect: events.at <- raw.events.at
-- expect: events <- raw.events.at, events.at (filter)
select id, at from {{ source('raw', 'events') }}
{% if is_incremental() %}
where at > (select max(at) from {{ this }})
{% endif %}
-- construct: Jinja and dbt
