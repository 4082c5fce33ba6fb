-- expect: d.v <- d.t.g (group)
-- expect: d.v.g <- d.t.g
-- expect: d.v.l <- d.t.a
-- expect: d.v.l <- d.t.b (window)
-- expect: d.v.m <- d.t.b (condition)
-- expect: d.v.m <- d.t.a
-- expect: d.v.s <- d.t.a
-- expect: d.v.s <- d.t.b (window)
create table d.t (a int64, b int64, g int64);
create view d.v as select g, array_agg(a ignore nulls order by b limit 3) as l, any_value(a having max b) as m, string_agg(cast(a as string), ',' order by b) as s from d.t group by g;
