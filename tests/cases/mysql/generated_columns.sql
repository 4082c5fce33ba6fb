-- expect: t.c <- t.a, t.b
-- expect: t.d <- t.a
-- expect: t.e <- t.a
create table t (a int, b int, c int generated always as (a + b) virtual, d int as (a * 2) stored, e int default (a));
