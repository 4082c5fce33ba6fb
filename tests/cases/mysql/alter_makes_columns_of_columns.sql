-- A generated column, and a default that reads other columns, added or changed later.
-- construct: ALTER
create table t (a int, b int, c int);
create table u (a int, b int default (a + 1), c int default 3);
alter table t modify column b int generated always as (a * 2) stored;
alter table t change column c c2 int as (a * 3);
alter table u add column d int default (a + c);
-- expect: t.b <- t.a
-- expect: t.c2 <- t.a
-- expect: u.b <- u.a
-- expect: u.d <- u.a, u.c
