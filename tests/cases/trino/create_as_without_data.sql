create table z (x, y) comment 'c' with (format = 'ORC') as select a, b from s with no data;
