-- table: t <- s3://b/ds=1/ (value)
alter table t add partition (ds = '1') location 's3://b/ds=1/';
