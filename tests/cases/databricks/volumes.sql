-- expect: n.a <- "/Volumes/c/s/v/x.csv".a
-- table: c.s.t <- /Volumes/c/s/v/x (value)
copy into c.s.t from '/Volumes/c/s/v/x' fileformat = csv;
create table n as select a from csv.`/Volumes/c/s/v/x.csv`;
