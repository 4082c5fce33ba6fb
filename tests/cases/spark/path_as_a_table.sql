-- expect: n.a <- "/data/x.csv".a
-- expect: t.a <- s3://b/T.a
insert into t (a) select x.a from parquet.`s3://b/T` x;
create table n as select a from csv.`/data/x.csv`;
