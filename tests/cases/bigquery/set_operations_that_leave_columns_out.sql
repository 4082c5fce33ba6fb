-- LEFT keeps the first's columns, INNER and CORRESPONDING those that both have, ON those it names.
-- no: d.x.c <- d.s.c
-- no: d.y.a <- d.t.a
create table d.t (a int64, b int64);
create table d.s (b int64, c int64);
create view d.x as select a, b from d.t left outer union all by name select b, c from d.s;
create view d.y as select a, b from d.t inner union all by name select b, c from d.s;
create view d.z as select a, b from d.t union all corresponding select b, c from d.s;
create view d.u as select a, b from d.t full union all by name on (b) select b, c from d.s;
-- expect: d.u.b <- d.s.b, d.t.b
-- expect: d.x.a <- d.t.a
-- expect: d.x.b <- d.s.b, d.t.b
-- expect: d.y.b <- d.s.b, d.t.b
-- expect: d.z.b <- d.s.b, d.t.b
