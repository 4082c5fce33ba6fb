-- Which SQL the other side speaks is not known.
-- expect: d.t <- "proj.us.conn".pub.s.k (filter)
-- expect: d.t.x <- "proj.us.conn".pub.s.a
-- expect: d.t.y <- "proj.us.conn".pub.s.b
-- status: 1 partial: remote query read as standard SQL
create table d.t as
select q.x, q.y
from external_query('proj.us.conn', '''select a as x, b as y from pub.s where k = 1''') q;
