-- expect: s3://b/p <- s.k (filter)
-- expect: s3://b/p.a <- s.a
unload (select a from s where k = 1) to 's3://b/p' with (format = 'PARQUET');
