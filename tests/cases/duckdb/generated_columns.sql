-- expect: t.b <- t.a
-- expect: t.c <- t.a
create table t (a int, b int as (a + 1), c int generated always as (a * 2) virtual);
