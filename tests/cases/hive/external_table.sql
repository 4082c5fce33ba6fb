-- table: e <- /data/e (value)
create external table e (a int, b string) partitioned by (ds string)
row format delimited fields terminated by ',' stored as textfile location '/data/e';
