-- expect: t <- spectrum.e.d (filter)
-- expect: t.a <- spectrum.e.a
-- table: spectrum.e <- s3://bucket/e/ (value)
create external table spectrum.e (a int, b varchar(10)) partitioned by (d date) stored as parquet location 's3://bucket/e/';
insert into t (a) select a from spectrum.e where d > '2020-01-01';
