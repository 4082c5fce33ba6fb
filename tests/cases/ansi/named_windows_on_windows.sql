-- expect: u.s <- t.a
-- expect: u.s <- t.b, t.c (window)
-- expect: v.q <- t.b (value, window)
-- expect: v.q <- t.c (window)
-- expect: v.r <- t.b, t.d (window)
-- expect: v.s <- t.a
-- expect: v.s <- t.b (window)
create table t (a int, b int, c int, d date);
create view v as select sum(a) over w as s, rank() over (w order by d) as r, avg(b) over w2 as q from t window w as (partition by b), w2 as (w order by c);
create view u as select sum(a) over (partition by b order by c rows between 1 preceding and current row) as s from t;
