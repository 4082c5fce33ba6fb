-- table: t <- /data/ds=1 (value)
-- table: t <- /data/ds=2 (value)
-- table: t <- /data/t (value)
alter table t add if not exists partition (ds = '1') location '/data/ds=1' partition (ds = '2') location '/data/ds=2';
alter table t set location '/data/t';
alter table t add columns (b int);
