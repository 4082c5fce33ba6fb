-- table: T <- s3://b/p (value)
-- status: 2 partial: file or remote dataset not followed
copy into t from 's3://b/p?X-Amz-Signature=abc';
copy into u from 'host=h password=x';
