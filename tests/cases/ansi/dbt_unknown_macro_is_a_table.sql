-- status: 1 partial: macro recent
-- expect: v.b <- t.b
-- expect: v <- t.id (join)
create view v as select o.a, t.b from {{ recent('orders') }} o join t on t.id = o.id;
-- construct: Jinja and dbt
