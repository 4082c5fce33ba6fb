-- expect: /d/z.a <- z.a
-- expect: /d/z.b <- z.b
-- expect: z.a <- s.a
-- expect: z.b <- s.b
-- table: t <- /data/t (value)
-- table: u <- /data/u (value)
create table t (a int) using csv options (header 'true') location '/data/t';
create table u using parquet options (path '/data/u');
create table z using delta partitioned by (b) location '/d/z' as select a, b from s;
