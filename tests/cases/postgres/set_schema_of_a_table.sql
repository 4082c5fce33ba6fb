-- expect: n.a.x <- s.x
-- expect: t.x <- n.a.x
create table a as select x from s; alter table a set schema n; insert into t (x) select x from n.a;
