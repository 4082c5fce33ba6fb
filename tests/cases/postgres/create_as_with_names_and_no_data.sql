create table z (x, y) as select a, b from s with no data;
