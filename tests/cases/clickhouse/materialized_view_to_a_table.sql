-- file: ddl.sql
create table agg (day Date, n UInt64) engine = SummingMergeTree order by day;
-- file: v.sql
-- expect: agg.day <- events.at
-- expect: agg.n <- events.n
-- expect: agg <- events.at (group)
create materialized view mv to agg as select toDate(at) as day, sum(n) as n from events group by day;
