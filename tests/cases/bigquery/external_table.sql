-- expect: d.t.a <- d.e.a
-- table: d.e <- "gs://b/x.csv" (value)
create external table d.e (a int64) options (format = 'CSV', uris = ['gs://b/x.csv']);
insert into d.t (a) select a from d.e;
