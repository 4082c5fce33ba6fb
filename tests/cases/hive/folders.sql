-- expect: /data/y <- s.k (filter)
-- expect: /data/y.a <- s.a
-- table: /data/z <- t2 (value)
-- table: t <- /data/x (value)
-- table: t3 <- /data/z (value)
-- status: 3 partial: unknown columns of t2
load data inpath '/data/x' overwrite into table t partition (ds = '1');
insert overwrite directory '/data/y' row format delimited fields terminated by ',' select a from s where k = 1;
export table t2 to '/data/z';
import table t3 from '/data/z';
