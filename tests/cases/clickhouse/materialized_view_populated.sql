-- expect: mv.a <- s.a
create materialized view mv engine = MergeTree order by a populate as select a from s;
