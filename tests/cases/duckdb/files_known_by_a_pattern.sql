-- expect: v.a <- "d/*.parquet".a
-- expect: v.filename <- "d/*.parquet".filename
create view v as select filename, a from read_parquet('d/*.parquet', filename = true);
