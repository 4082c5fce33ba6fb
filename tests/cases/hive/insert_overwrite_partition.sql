-- file: ddl.sql
-- table: t <- /x (value)
create external table t (a int) partitioned by (day string) stored as orc location '/x';
-- file: load.hql.sql
use default;
-- expect: t.a <- default.s.a
-- expect: t <- default.s.day (filter)
insert overwrite table t partition (day = '2020-01-01') select a from s where day = '2020-01-01';
