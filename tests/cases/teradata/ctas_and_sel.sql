-- expect: w.a <- t.a
-- expect: w <- t.k, t.day (filter)
create table w as (sel a from t qualify row_number() over (partition by k order by day) = 1) with data primary index (a);
