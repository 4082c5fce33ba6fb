-- expect: d.m.a <- d.s.a
-- expect: d.z.a <- d.m.a
create table d.n as select a from d.s; alter table d.n rename to m; insert into d.z (a) select a from d.m;
