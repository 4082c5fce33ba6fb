-- The last outputs are the partition's columns, whatever the query calls them.
-- expect: t.a <- s.a (value, assumed)
-- expect: t.day <- s.b (value, assumed)
-- expect: t <- s.b (order)
-- status: 1 partial: columns of t unknown: named by position
insert into table t partition (day) select a, b as other from s sort by other;
-- expect: u.day <- s.b, r.f (value, assumed)
-- expect: u.a <- s.a, r.e (value, assumed)
-- expect: u.day <- s.d (window, assumed)
-- expect: u <- s.a (group)
-- status: 2 partial: columns of u unknown: named by position
insert into table u partition (region = 'x', day) select a, max(b) over (order by d) from s group by a union all select e, f from r;
-- expect: v.day <- s.b (value, assumed)
-- expect: v.a <- s.a (value, assumed)
-- status: 3 partial: columns of v unknown: named by position
from s insert into table v partition (day) select a, b as x;
-- file: ddl.sql
create table w (a int) partitioned by (day string);
-- file: load.sql
-- expect: w.a <- s.x
-- expect: w.day <- s.y
insert overwrite table w partition (day) select x, y from s;
