-- expect: t.b <- t.a
-- expect: t.c <- t.a
create table t (a int, b int generated always as (a + 1) stored, c as (a * 2));
