-- table: t <- s3://x/y (value)
-- writes: 1 t, t.a
copy t (a) from 's3://x/y' iam_role default csv;
