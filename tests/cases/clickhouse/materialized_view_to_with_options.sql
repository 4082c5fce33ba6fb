-- expect: t.a <- s.a
create materialized view mv to t populate as select a from s;
