-- A macro's parameter stands for its argument: it wins over columns.
create table t (a int, b int, c int);
create table xs (p int, q int);
create macro add_c(a, b := 5) as a + (select max(c) from t where t.b = b);
create or replace temp macro recent(lim) as table select a, b as bb from t where c > lim;
-- status: 5 partial: overloaded macro
create macro two(a) as a, (a, b) as a + b;
create table u as select add_c(x.p, b := x.q) as s, two(x.q, x.p) as w from xs x;
-- expect: u.s <- xs.p, t.c
-- expect: u.s <- t.b, xs.q (filter)
-- expect: u.w <- xs.p, xs.q
