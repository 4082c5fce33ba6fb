-- expect: d.v <- d.t.a, d.t.c (filter)
-- expect: d.v.a <- d.t.a
-- expect: d.v.l <- d.t.b
-- expect: d.v.l <- d.t.a, d.t.c (window)
create table d.t (a int64, b int64, c int64);
create view d.v as select a, last_value(b ignore nulls) over w as l from d.t where true qualify row_number() over w = 1 window w as (partition by a order by c);
