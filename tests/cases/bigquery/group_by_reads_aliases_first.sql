-- expect: d.a <- d.x.uid (group, join)
-- expect: d.a <- d.y.uid (join)
-- expect: d.a.uid <- d.x.uid
-- expect: d.b <- d.x.name (group)
-- expect: d.b <- d.x.uid, d.y.uid (join)
-- expect: d.b.label <- d.x.name
-- expect: d.b.top <- d.y.label
-- table: d.a <- d.y (value)
-- table: d.a <- d.x (value)
create table d.x (uid int64, name string, other string);
create table d.y (uid int64, label string);
create view d.a as select x.uid as uid, count(*) as n from d.x as x join d.y as y on x.uid = y.uid group by uid;
create view d.b as select x.name as label, max(y.label) as top from d.x as x join d.y as y on x.uid = y.uid group by label;
