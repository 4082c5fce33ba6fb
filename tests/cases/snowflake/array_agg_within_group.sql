-- expect: V <- T.G (group)
-- expect: V.G <- T.G
-- expect: V.L <- T.A
-- expect: V.L <- T.B (window)
-- expect: V.M <- T.A
-- expect: V.X <- T.A (value, window)
create table t (a int, b int, g int);
create view v as select g, array_agg(a) within group (order by b) as l, any_value(a) as m, listagg(distinct a, ',') within group (order by a) as x from t group by all;
