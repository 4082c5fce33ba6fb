-- expect: V.D <- T.A (condition)
-- expect: V.D <- T.B, T.C
-- expect: V.E <- T.A, T.B
-- expect: V.EV <- T.A
-- expect: V.EV <- T.B (window)
-- expect: V.IL <- T.B
-- expect: V.M <- T.B (condition)
-- expect: V.M <- T.A
-- expect: V.N <- T.A (condition)
-- expect: V.N <- T.B, T.C
-- expect: V.S <- T.A
-- expect: V.T1 <- T.B
-- expect: V.X <- T.A (condition)
-- expect: V.X <- T.B, T.C
create table t (a int, b int, c int);
create view v as select iff(a > 0, b, c) as x, nvl2(a, b, c) as n, decode(a, 1, b, c) as d, a::varchar(10) as s, try_to_number(b) as t1, equal_null(a, b) as e, conditional_true_event(a > 0) over (order by b) as ev, b ilike any ('x', 'y') as il, max_by(a, b) as m from t;
