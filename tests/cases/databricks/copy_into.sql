-- expect: t2.a <- "abfss://c@acc.dfs.core.windows.net/p".a
-- expect: t2.b <- "abfss://c@acc.dfs.core.windows.net/p".b
-- table: t <- s3://b/p (value)
copy into t from 's3://b/p' fileformat = csv;
copy into t2 from (select a, b::int as b from 'abfss://c@acc.dfs.core.windows.net/p') fileformat = json;
