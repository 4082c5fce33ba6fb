-- file: ddl.sql
create table t (a int, b int) using parquet partitioned by (b);
-- file: load.sql
-- expect: t.a <- s.x
-- expect: t.b <- s.y
insert overwrite table t partition (b) select x, y from s;
