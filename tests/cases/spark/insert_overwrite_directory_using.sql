-- expect: /tmp/x.a <- s.a
insert overwrite directory '/tmp/x' using parquet select a from s;
