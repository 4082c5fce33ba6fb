-- expect: t.a <- s.a
select a into temp table n from s; insert into t (a) select a from n;
