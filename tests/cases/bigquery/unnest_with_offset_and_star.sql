-- expect: d.v.at <- d.t.ps
-- expect: d.v.id <- d.t.id
-- expect: d.v.k <- d.t.ps
-- expect: d.v.ps <- d.t.ps
-- expect: d.v.v <- d.t.ps
-- expect: d.v.xs <- d.t.xs
-- expect: d.w.at <- d.t.ps
-- expect: d.w.id <- d.t.id
-- expect: d.w.p <- d.t.ps
-- expect: d.w.ps <- d.t.ps
-- expect: d.w.xs <- d.t.xs
-- expect: d.x.id <- d.t.id
-- expect: d.x.offset <- d.t.xs
-- expect: d.x.ps <- d.t.ps
-- expect: d.x.x <- d.t.xs
-- expect: d.x.xs <- d.t.xs
-- expect: d.y <- d.t.ps (filter)
-- expect: d.y.at <- d.t.ps
-- expect: d.y.k <- d.t.ps
-- file: t.sql
create table d.t (id int64, ps array<struct<k string, v int64>>, xs array<int64>);
-- file: v.sql
-- dataset: d.v view (id, ps, xs, k, v, at)
-- dataset: d.w view (id, ps, xs, p, at)
-- dataset: d.x view (id, ps, xs, x, offset)
-- dataset: d.y view (k, at)
create view d.v as select * from d.t, unnest(ps) with offset as at;
create view d.w as select t.*, p, at from d.t, t.ps as p with offset at;
create view d.x as select * from d.t cross join unnest(xs) as x with offset;
create view d.y as select k, at from d.t cross join unnest(ps) with offset as at where v > 1;
