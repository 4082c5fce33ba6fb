-- expect: t <- t.d, t.k (filter)
with q as (select x.id, row_number() over (partition by x.k order by x.d) as n from t as x) delete from q where n > 1;
