-- expect: w.x <- s.x
create materialized view v as select x from s;
alter materialized view v rename to w;
