-- expect: v.shop <- t.shop
-- expect: v.year <- t.day
-- expect: v.n <- t.amount
-- expect: v <- t.shop, t.day (group)
create view v as select shop, extract(year from day) as year, sum(amount) as n from t group by all;
