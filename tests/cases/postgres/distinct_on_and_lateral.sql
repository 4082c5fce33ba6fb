-- expect: v.k <- t.k
-- expect: v.x <- s.x
-- expect: v <- t.k (group, order)
-- expect: v <- s.k, t.k (filter)
-- expect: v <- s.day (order)
create view v as
select distinct on (t.k) t.k, l.x from t, lateral (select x from s where s.k = t.k order by s.day limit 1) l order by t.k;
