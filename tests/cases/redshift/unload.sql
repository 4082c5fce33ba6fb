-- expect: s3://bucket/out/ <- s.k (filter)
-- expect: s3://bucket/out/.a <- s.a
-- expect: s3://bucket/out/.b <- s.b
-- expect: s3://bucket/out2/.c <- s.c
unload ('select a, b from s where k = ''x''') to 's3://bucket/out/' iam_role 'arn:aws:iam::1:role/r' parquet;
unload ($$select c from s$$) to 's3://bucket/out2/' iam_role 'arn:aws:iam::1:role/r';
