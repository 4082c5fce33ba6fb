-- Of several files the first gives the columns' names; the rest are known as wholes.
-- expect: t.a <- "a/x.parquet".a
-- table: t <- "a/y.parquet" (value)
-- status: 1 partial: set operation over unknown columns
insert into t (a) select a from read_parquet(['a/x.parquet', 'a/y.parquet']) p;
