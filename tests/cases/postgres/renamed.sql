-- expect: b.x <- s.x
-- expect: t.x <- b.x
create table a as select x from s; alter table a rename to b; insert into t (x) select x from b;
