-- Vertica
-- expect: t.x <- s.x
-- no: old.x <- s.x
create table fresh as select x from s;
alter table t, fresh rename to old, t;
