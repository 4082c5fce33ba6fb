-- table: d.t <- "gs://b/x.csv" (value)
load data into temp table x (a int64) from files (format = 'CSV', uris = ['gs://b/x.csv']); insert into d.t (a) select a from x;
