-- expect: "/x.csv".a <- v.a
-- expect: v.a <- s.a
create view v as select a from s;
copy v to '/x.csv';
