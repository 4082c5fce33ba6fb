-- expect: t.a <- "x.db".s.a
-- status: 2 partial: file or remote dataset not followed
create table t as select a from sqlite_scan('x.db', 's');
create table t2 as select a from postgres_query('db', 'select a from s');
