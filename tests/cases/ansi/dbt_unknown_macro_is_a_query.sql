-- setting: target = m
-- status: 1 partial: macro dbt_utils.union_relations
-- expect: m.b <- t.b
-- expect: m <- t.id (join)
-- reads: 1 t, t.b, t.id
with all_of_them as (
    {{ dbt_utils.union_relations(relations=[ref('a'), ref('b')]) }}
)
select o.a, t.b from all_of_them o join t on t.id = o.id
-- construct: Jinja and dbt
