-- expect: d.v."a b" <- d.t.q (condition)
-- expect: d.v."a b" <- d.t.s
-- expect: d.v._1_point_5 <- d.t.q (condition)
-- expect: d.v._1_point_5 <- d.t.s
-- expect: d.v._2020_01_01 <- d.t.q (condition)
-- expect: d.v._2020_01_01 <- d.t.s
-- expect: d.v.minus_1 <- d.t.q (condition)
-- expect: d.v.minus_1 <- d.t.s
-- expect: d.v.null <- d.t.q (condition)
-- expect: d.v.null <- d.t.s
-- expect: d.v.p <- d.t.p
-- expect: d.v.true <- d.t.q (condition)
-- expect: d.v.true <- d.t.s
-- expect: d.w.n_7 <- d.t.q (condition)
-- expect: d.w.n_minus_2 <- d.t.q (condition)
-- expect: d.w.p <- d.t.p
-- expect: d.w.s_7 <- d.t.q (condition)
-- expect: d.w.s_7 <- d.t.s
-- expect: d.w.s_minus_2 <- d.t.q (condition)
-- expect: d.w.s_minus_2 <- d.t.s
-- expect: d.x.a_1 <- d.t.q (condition)
-- expect: d.x.a_1 <- d.t.s
-- expect: d.x.p <- d.t.p
-- expect: d.x.x_b <- d.t.q (condition)
-- expect: d.x.x_b <- d.t.s
-- expect: d.y.p <- d.t.p
-- expect: d.z.p <- d.t.p
-- dataset: d.v view (p, true, null, minus_1, _1_point_5, _2020_01_01, a b)
-- dataset: d.w view (p, s_7, n_7, s_minus_2, n_minus_2)
-- dataset: d.x view (p, a_1, x_b)
-- dataset: d.y view (p, …)
-- dataset: d.z view (p, …)
-- status: 5 partial: PIVOT without listed values; unknown columns
-- status: 6 partial: PIVOT without listed values; unknown columns
create table d.t (p int64, s int64, q string);
create view d.v as select * from d.t pivot (sum(s) for q in (true, null, -1, 1.5, date '2020-01-01', 'a b'));
create view d.w as select * from d.t pivot (sum(s) as s, count(*) as n for q in (7, -2));
create view d.x as select * from d.t pivot (max(s) for q in (('a', 1), struct('b' as x)));
create view d.y as select * from d.t pivot (max(s) for q in (timestamp '2020-01-01', 'a'));
create view d.z as select * from (select * from d.t pivot (max(s) for q in (@a, 'b')));
