-- A default that reads other columns.
-- construct: ALTER
create table t (a Int32, b Int32 default a + 1, e Int32 ephemeral 1) engine = MergeTree order by a;
alter table t add column g Int32 default a + b;
alter table t modify column b Int32 default a + 7;
-- expect: t.b <- t.a
-- expect: t.g <- t.a, t.b
-- status: 3 partial: changed column not followed
