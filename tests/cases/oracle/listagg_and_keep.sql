-- expect: V <- T.G (group)
-- expect: V.F <- T.A
-- expect: V.F <- T.B (window)
-- expect: V.G <- T.G
-- expect: V.L <- T.C
-- expect: V.L <- T.B (window)
-- expect: V.M <- T.A
-- expect: V.M <- T.B (window)
-- expect: V.R <- T.A
-- expect: V.R <- T.G (window)
create table t (a number, b number, c varchar2(10), g number);
create view v as select g, listagg(c, ',') within group (order by b) as l, max(a) keep (dense_rank first order by b) as m, first_value(a ignore nulls) over (order by b) as f, ratio_to_report(a) over (partition by g) as r from t group by g;
