-- A CTE whose columns WITH names is updatable too, and rows may be inserted through one.
-- expect: dbo.t <- dbo.t.a (filter)
-- expect: dbo.t <- dbo.t.b (filter)
-- expect: dbo.t.a <- dbo.t.b
-- expect: dbo.t.a <- dbo.u.a
-- expect: dbo.s <- dbo.s.id, dbo.u.id (join)
-- expect: dbo.s.k <- dbo.u.b
with q (x, y) as (select a, b from dbo.t) update q set x = y where x > 2;
with q (x, y) as (select a, row_number() over (order by b) from dbo.t) delete q where y > 1;
with q (x, y) as (select s.k, u.b from dbo.s join dbo.u on u.id = s.id) update q set x = y;
with q as (select a as z, b from dbo.t) insert into q (z) select a from dbo.u;
update q set x = y from (select a, b from dbo.t) as q (x, y);
