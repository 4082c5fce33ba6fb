-- A file is a dataset; what the reader is told of it is none of its columns.
-- expect: t.a <- "x.csv".a
create table t as select a from read_csv('x.csv', header = true);
