-- expect: v.k <- t.k
-- expect: v.n <- s.n
-- expect: v <- t.k, s.k, t.at, s.at (join)
-- expect: v <- t.k (group)
create view v as select t.k, max(s.n) as n from t asof join s on t.k = s.k and t.at >= s.at group by all;
