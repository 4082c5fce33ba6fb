-- expect: d.v.a <- d.e.a
-- expect: d.v.b <- d.e.b
-- expect: d.v.dt <- d.e.dt
-- expect: d.v.hour <- d.e.hour
-- expect: d.w.a <- d.f.a
-- expect: d.w.dt <- d.f.dt
-- dataset: d.v view (a, b, dt, hour)
create external table d.e (a int64, b int64) with partition columns (dt date, hour int64) options (description = 'x');
create view d.v as select * from d.e;
create external table d.f with partition columns (dt date) options (description = 'x');
create view d.w as select a, dt from d.f;
