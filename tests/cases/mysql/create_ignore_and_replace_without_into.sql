-- expect: t.a <- s.a
create table t ignore select a from s;
-- expect: u.a <- s.a
replace u (a) select a from s;
do sleep(1);
