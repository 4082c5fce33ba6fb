-- expect: "gs://b/out/*.csv" <- d.s.k (filter)
-- expect: "gs://b/out/*.csv".a <- d.s.a
-- expect: "gs://b/out/*.csv".b <- d.s.b
-- table: d.t <- "gs://b/x.csv" (value)
-- table: d.t <- "gs://b/y.csv" (value)
load data into d.t (a int64, b string) from files (format = 'CSV', uris = ['gs://b/x.csv', 'gs://b/y.csv']);
export data options (uri = 'gs://b/out/*.csv', format = 'CSV') as select a, b from d.s where k = 1;
