-- expect: d.i.id <- d.t.id
-- expect: d.i.k <- d.t.s
-- expect: d.j.id <- d.t.id
-- expect: d.j.k2 <- d.t.s
-- expect: d.k.a <- d.t.s
-- expect: d.l.arr <- d.t.id, d.t.s
-- expect: d.m.a <- d.t.s
-- expect: d.m.b <- d.t.s
create table d.t (id int64, s struct<a int64, b int64>);
create view d.i as select as struct id, s.a as k from d.t;
create view d.j as select x.id, x.k2 from (select as struct id, s.b as k2 from d.t) x;
create view d.k as select v.a from (select as value s from d.t) v;
create view d.l as select array(select as struct id as z, s.a from d.t) as arr;
create view d.m as select as value s from d.t;
