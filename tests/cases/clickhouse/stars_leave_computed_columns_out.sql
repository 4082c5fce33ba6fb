-- expect: t.a <- s.x
-- expect: t.b <- t.a
-- expect: t.c <- t.a
-- expect: t.e <- s.y
-- expect: v.a <- t.a
-- expect: v.e <- t.e
-- expect: w.a <- t.a
-- expect: w.b <- t.b
-- expect: w.c <- t.c
-- file: t.sql
create table t (a Int32, b Int32 materialized a + 1, c Int32 alias a + 2, d Int32 ephemeral 3, e Int32 default 4) engine = Memory;
-- file: v.sql
-- dataset: v view (a, e)
-- dataset: w view (a, b, c)
create view v as select * from t;
create view w as select a, b, c from t;
insert into t select x, y from s;
