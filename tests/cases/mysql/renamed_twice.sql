-- expect: c.x <- s.x
-- expect: t.x <- c.x
create table a as select x from s; rename table a to b; rename table b to c; insert into t (x) select x from c;
