-- expect: v.x <- t.a
-- expect: w.a <- c.a
-- expect: w.m <- t.b
-- expect: y.a <- t.a
-- expect: y.ca <- t.a
-- table: z <- t (value)
-- status: 6 partial: unknown column b
create table t (a int, b int);
create table c (a int, b int);
create view v as select * from (with c as (select a as x from t) select x from c) q;
create view w as select (with c as (select b from t) select max(b) from c) as m, a from c;
create view y as with c as (select a from t), d as (select a from c) select d.a, c.a as ca from d, c;
create view z as with c as (select a from t) select * from (with c as (select b from c) select * from c) q;
