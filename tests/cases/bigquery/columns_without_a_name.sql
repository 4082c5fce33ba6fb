-- What a job stores gets a name for every column.
-- setting: target = d.q
create temp function twice(x int64) as (x * 2);
select count(*), id, twice(a) from d.t group by id, a;
-- dataset: d.q view (f0_, id, f1_)
-- table: d.q <- d.t (group)
-- expect: d.q <- d.t.a, d.t.id (group)
-- expect: d.q.f1_ <- d.t.a
-- expect: d.q.id <- d.t.id
