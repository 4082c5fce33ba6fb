-- expect: v.n <- s.start
-- expect: v <- s.start (filter)
-- reads: 1 s, s.start
create recursive view v (n) as select start from s union all select n + 1 from v where n < 10;
-- expect: a.w.m <- a.r.k
create recursive view a.w (m) as select k from a.r union all select w.m from w;
