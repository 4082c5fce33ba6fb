-- expect: n.a <- s.a
-- expect: t.b <- s.b
select a into n from s; select b into #q from s; insert into t(b) select b from #q;
