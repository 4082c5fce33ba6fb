-- expect: v.id <- part.id
-- expect: v.name <- part.name
-- expect: v <- part.parent (filter)
-- expect: v <- part.parent, part.id (join)
create view v as
with recursive tree (id, name) as (
  select id, name from part where parent is null
  union all
  select p.id, p.name from part p join tree on p.parent = tree.id
)
select id, name from tree;
