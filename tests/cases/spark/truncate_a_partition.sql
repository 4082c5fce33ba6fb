truncate table a partition (ds = '1');
