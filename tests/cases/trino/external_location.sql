-- table: h.d.t <- s3://b/p (value)
create table h.d.t (a bigint) with (external_location = 's3://b/p', format = 'CSV');
