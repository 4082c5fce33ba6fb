-- table: t <- s3://b/t/ (value)
create table t (a int) location 's3://b/t/' tblproperties ('table_type' = 'ICEBERG');
