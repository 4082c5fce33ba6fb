-- expect: d.ml.predicted <- d.t.a
-- expect: d.q.a <- d.t.a
-- expect: d.v.a <- d.t.a
-- expect: d.w.a <- d.t.a
-- expect: d.x.c <- d.t.ts
-- expect: d.x.da <- d.t.a, d.t.ts
-- expect: d.x.fd <- d.t.ts
-- expect: d.x.m <- d.t.ts
-- expect: d.x.td <- d.t.ts
-- expect: d.x.x <- d.t.ts
-- expect: d.y.select <- d.t.a
-- table: d.gap <- d.t (value)
-- table: d.ml2 <- d.t (value)
-- table: d.vs <- d.t (value)
-- status: 8 partial: table handed to a function; unknown columns
-- status: 9 partial: table handed to a function; unknown columns
-- status: 10 partial: table handed to a function
create table d.t (a int64, b int64, ts timestamp);
create view d.v as select a from d.t for system_time as of timestamp_sub(current_timestamp(), interval 1 hour);
create view d.w as select a from d.t tablesample system (10 percent);
create view d.x as select extract(date from ts at time zone 'UTC') as x, date_trunc(ts, month) as m, timestamp_diff(ts, ts, day) as td, cast(ts as date) as c, r'x' as r, b'y' as by_, format_date('%Y', ts) as fd, date_add(ts, interval a day) as da from d.t;
create view d.y as select a as `select`, @param as p, @@project_id as pr from d.t;
create view d.q as with t as (select 1 as k) select t.k, u.a from t, d.t as u;
create view d.ml as select predicted from ml.predict(model d.m, (select a from d.t));
create view d.ml2 as select * from ml.predict(model d.m, table d.t);
create view d.gap as select * from gap_fill(table d.t, ts_column => 'ts', bucket_width => interval 1 day);
create view d.vs as select base.a, distance from vector_search(table d.t, 'b', (select b from d.t));
