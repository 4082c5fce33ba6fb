-- expect: v.size <- t.amount (condition)
-- expect: v.n <- t.day, t.shop (window)
-- expect: v.run <- t.amount
-- expect: v.run <- t.shop (window)
-- table: v <- t (value)
create view v as select
  case when amount > 10 then 'big' else 'small' end as size,
  row_number() over (partition by shop order by day) as n,
  sum(amount) over (partition by shop) as run
from t;
