-- expect: v.x <- inner_t.x
-- expect: v.y <- outer_t.y
create view v as
with c as (select y from outer_t)
select d.x, c.y from (with c as (select x from inner_t) select x from c) d cross join c;
