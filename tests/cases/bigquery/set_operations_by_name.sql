-- expect: d.v.a <- d.t.a
-- expect: d.v.b <- d.s.b, d.t.b
-- expect: d.v.c <- d.s.c
-- expect: d.w.a <- d.s.c, d.t.a
-- expect: d.w.b <- d.s.b, d.t.b
create table d.t (a int64, b int64);
create table d.s (b int64, c int64);
create view d.v as select a, b from d.t full outer union all by name select b, c from d.s;
create view d.w as select a, b from d.t union all by name select b as b, c as a from d.s;
