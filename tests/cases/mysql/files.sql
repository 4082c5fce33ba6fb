-- expect: "/tmp/x.csv".a <- s.a
-- expect: "/tmp/x.csv".b <- s.b
-- expect: "/tmp/y.csv".a <- s.a
-- expect: "/tmp/y.csv".b <- s.b
-- table: t <- "/data/x.csv" (value)
select a, b from s into outfile '/tmp/x.csv' fields terminated by ',';
select a, b into outfile '/tmp/y.csv' from s;
load data local infile '/data/x.csv' into table t fields terminated by ',' ignore 1 lines (a, c);
select a, b into @x, @y from s;
