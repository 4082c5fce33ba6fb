-- expect: n.a <- s3://b/p.a
-- expect: n2.a <- s.a
create or refresh streaming table n as select a from stream read_files('s3://b/p', format => 'csv');
create or refresh streaming table n2 as select x.a from stream s x;
