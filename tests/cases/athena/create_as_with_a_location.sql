-- expect: n.a <- s.a
-- expect: s3://b/q.a <- n.a
create table n with (external_location = 's3://b/q') as select a from s;
