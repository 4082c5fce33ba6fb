-- expect: t.c <- t.a, t.b
create table t (a int, b int, c int generated always as (a + b) stored, d int default 5, id int generated always as identity);
