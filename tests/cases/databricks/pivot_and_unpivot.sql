-- expect: v.2020 <- t.year (condition)
-- expect: v.2020 <- t.amount
-- expect: v.2021 <- t.year (condition)
-- expect: v.2021 <- t.amount
-- expect: v.shop <- t.shop
-- expect: w.shop <- t.shop
-- expect: w.y20_amt <- t.year (condition)
-- expect: w.y20_amt <- t.amount
-- expect: w.y20_q <- t.year (condition)
-- expect: w.y20_q <- t.qty
-- expect: w.y21_amt <- t.year (condition)
-- expect: w.y21_amt <- t.amount
-- expect: w.y21_q <- t.year (condition)
-- expect: w.y21_q <- t.qty
-- expect: x.amt <- wide.y20, wide.y21
-- expect: x.q20 <- wide.q20
-- expect: x.q21 <- wide.q21
-- expect: x.shop <- wide.shop
-- expect: y.amt <- wide.y20, wide.y21
-- expect: y.q <- wide.q20, wide.q21
-- expect: y.shop <- wide.shop
-- expect: z.a <- t.shop, t.year (condition)
-- expect: z.a <- t.amount
-- expect: z.b <- t.shop, t.year (condition)
-- expect: z.b <- t.amount
-- expect: z.qty <- t.qty
-- expect: z2.qty <- t.qty
-- expect: z2.shop <- t.shop
-- expect: z2.y20 <- t.year (condition)
-- expect: z2.y20 <- t.amount
create table t (shop int, year int, amount int, qty int);
create table wide (shop int, y20 int, y21 int, q20 int, q21 int);
create view v as select * from (select shop, year, amount from t) pivot (sum(amount) for year in (2020, 2021));
create view w as select * from t pivot (sum(amount) as amt, max(qty) as q for year in (2020 as y20, 2021 as y21));
create view x as select * from wide unpivot (amt for yr in (y20, y21 as later));
create view y as select * from wide unpivot ((amt, q) for yr in ((y20, q20) as a, (y21, q21) as b));
create view z as select * from t pivot (sum(amount) for (shop, year) in ((1, 2020) as a, (2, 2021) as b));
create view z2 as select p.* from t pivot (sum(amount) as s for year in (2020 as y20)) p;
