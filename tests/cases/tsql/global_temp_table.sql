-- expect: t.a <- s.a
select a into ##g from s;
insert into t (a) select a from ##g;
