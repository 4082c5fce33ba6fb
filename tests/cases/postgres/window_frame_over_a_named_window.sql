-- expect: v.f <- t.a
-- expect: v.f <- t.b, t.c (window)
-- expect: v.l <- t.a
-- expect: v.l <- t.b (value, window)
-- expect: v.l <- t.c (window)
create table t (a int, b int, c int);
create view v as select first_value(a) over (w rows between unbounded preceding and current row) as f, lag(a, 1, b) over w as l from t window w as (partition by b order by c);
