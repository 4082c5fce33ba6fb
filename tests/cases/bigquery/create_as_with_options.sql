-- expect: d.z.a <- d.s.a
-- expect: d.z.ts <- d.s.ts
create or replace table d.z partition by date(ts) cluster by a options (description = 'x') as select ts, a from d.s;
