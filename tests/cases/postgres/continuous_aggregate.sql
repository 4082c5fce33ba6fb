-- expect: ca <- h.ts (group)
-- expect: ca.d <- h.ts
-- expect: ca.m <- h.x
create materialized view ca with (timescaledb.continuous) as select time_bucket('1 day', ts) as d, avg(x) as m from h group by 1;
