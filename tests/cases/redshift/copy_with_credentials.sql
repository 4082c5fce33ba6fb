-- table: t <- s3://bucket/p/ (value)
copy t from 's3://bucket/p/' credentials 'aws_access_key_id=AKIAABCDEFGHIJKLMNOP;aws_secret_access_key=SECRET' gzip;
