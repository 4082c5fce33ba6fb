-- expect: v <- t.g (group)
-- expect: v.g <- t.g
-- expect: v.l <- t.a
-- expect: v.l <- t.b (window)
-- expect: v.p <- t.a
-- expect: v.p <- t.g (window)
create table t (a int, b int, g int);
go
create view v as select g, string_agg(a, ',') within group (order by b) as l, percentile_disc(0.5) within group (order by a) over (partition by g) as p from t group by g;
go
