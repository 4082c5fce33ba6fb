-- expect: d.v.a <- d.t.a
-- expect: d.w <- d.t.a (filter)
-- expect: d.w.a <- d.t.a
-- expect: d.w.b <- d.t.b
-- table: d.x <- d.t (value)
-- table: d.y <- d.t (value)
-- dataset: d.v view (a, _change_type)
-- dataset: d.w view (a, b, _change_type, _change_timestamp)
-- dataset: d.x view (n, …)
-- dataset: d.y view (…)
-- status: 4 partial: table handed to a function; unknown columns
-- status: 5 partial: table handed to a function; unknown columns
create table d.t (a int64, b int64);
create view d.v as select a, _CHANGE_TYPE from appends(table d.t, null, null);
create view d.w as select c.* from changes(
   TABLE `d.t`, timestamp_sub(current_timestamp(), interval 1 day)) as c where a > 1;
create view d.x as select * from (select count(*) as n, f.* from d.f(table d.t, 3) as f);
create view d.y as select * from gap_fill(table d.t, ts_column => 'ts', bucket_width => interval 1 minute);
