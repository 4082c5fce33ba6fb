-- table: d.e <- gs://b/x/* (value)
create external table d.e with connection `p.us.c` options (format = 'PARQUET', uris = ['gs://b/x/*']);
