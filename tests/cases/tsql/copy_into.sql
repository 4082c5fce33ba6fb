-- table: dbo.t <- "https://acc.blob.core.windows.net/c/x.csv" (value)
copy into dbo.t (a, b) from 'https://acc.blob.core.windows.net/c/x.csv'
with (file_type = 'CSV', credential = (identity = 'SAS', secret = 'SECRET'));
