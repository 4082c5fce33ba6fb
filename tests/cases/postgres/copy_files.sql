-- expect: "/data/x.csv".a <- t.a
-- expect: "/data/x.csv".b <- t.b
-- expect: "/data/y.csv" <- s.k (filter)
-- expect: "/data/y.csv".a <- s.a
-- expect: "/data/y.csv".b <- s.b
-- table: t <- "/data/z.csv" (value)
-- status: 4 partial: file or remote dataset not followed
copy t (a, b) to '/data/x.csv';
copy (select a, b from s where k = 1) to '/data/y.csv' csv header;
copy t (a) from '/data/z.csv' with (format csv);
copy t from program 'curl http://u:pw@h/x.csv?token=abc';
copy (select a from s) to stdout;
