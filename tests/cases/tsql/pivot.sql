-- expect: v.shop <- t.shop
-- expect: v.2020 <- t.amount
-- expect: v.2020 <- t.year (condition)
-- expect: v.2021 <- t.amount
-- expect: v.2021 <- t.year (condition)
create view v as select p.shop, p.[2020], p.[2021]
from (select shop, year, amount from t) x pivot (sum(amount) for year in ([2020], [2021])) p;
