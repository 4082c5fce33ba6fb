-- A file is no table of the catalog.
-- status: 1 partial: file or remote dataset not followed
create table t as select a from read_csv('x.csv', header = true);
