-- table: T <- "@DB.SCH.my stage/p q/X.csv" (value)
-- table: T2 <- @STAGE/P (value)
-- table: T3 <- s3://bucket/p (value)
-- table: T4 <- s3://bucket/p (value)
-- table: T5 <- "azure://acc.blob.core.windows.net/c/p" (value)
-- table: T6 <- @%T6/p (value)
copy into t (a, b) from '@db.sch."my stage"/p q/X.csv';
copy into t2 (a, b) from (select $1, s.$2:x::int from @stage/P s);
copy into t3 from 's3://bucket/p' credentials=(aws_key_id='AKIAABCDEFGHIJKLMNOP' aws_secret_key='SECRET');
copy into t4 from 's3://AKIAABCDEFGHIJKLMNOP:SE/CRET@bucket/p';
copy into t5 from 'azure://acc.blob.core.windows.net/c/p?sv=1&sig=abc';
copy into t6 from @%t6/p;
