create table t (a int, b int) partitioned by (p string);
alter table t replace columns (c int, d int);
-- expect: t.c <- s.x
-- expect: t.d <- s.y
insert into t partition (p = '1') select x, y from s;
