-- expect: d.v.x <- d.t.a
-- status: 2 partial: unknown column x
create table d.t (a int64, b int64);
create view d.v as select a as x, x + 1 as y from d.t;
