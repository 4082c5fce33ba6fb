-- expect: U.A <- T.SHOP, T.YEAR (condition)
-- expect: U.A <- T.AMOUNT
-- expect: U.B <- T.SHOP, T.YEAR (condition)
-- expect: U.B <- T.AMOUNT
-- expect: U.QTY <- T.QTY
-- expect: V.SHOP <- T.SHOP
-- expect: V.Y20 <- T.YEAR (condition)
-- expect: V.Y20 <- T.AMOUNT
-- expect: V.Y21 <- T.YEAR (condition)
-- expect: V.Y21 <- T.AMOUNT
-- expect: W.2021_AMT <- T.YEAR (condition)
-- expect: W.2021_AMT <- T.AMOUNT
-- expect: W.2021_Q <- T.YEAR (condition)
-- expect: W.2021_Q <- T.QTY
-- expect: W.SHOP <- T.SHOP
-- expect: W.Y20_AMT <- T.YEAR (condition)
-- expect: W.Y20_AMT <- T.AMOUNT
-- expect: W.Y20_Q <- T.YEAR (condition)
-- expect: W.Y20_Q <- T.QTY
-- expect: X.AMT <- WIDE.Y20, WIDE.Y21
-- expect: X.Q <- WIDE.Q20, WIDE.Q21
-- expect: X.SHOP <- WIDE.SHOP
-- expect: Y.AMT <- WIDE.Y20, WIDE.Y21
-- expect: Y.Q20 <- WIDE.Q20
-- expect: Y.Q21 <- WIDE.Q21
-- expect: Y.SHOP <- WIDE.SHOP
create table t (shop number, year number, amount number, qty number);
create table wide (shop number, y20 number, y21 number, q20 number, q21 number);
create view v as select * from (select shop, year, amount from t) pivot (sum(amount) for year in (2020 as y20, 2021 as y21));
create view w as select * from t pivot (sum(amount) as amt, max(qty) as q for year in (2020 as y20, 2021));
create view x as select * from wide unpivot ((amt, q) for yr in ((y20, q20) as '2020', (y21, q21) as '2021'));
create view y as select * from wide unpivot include nulls (amt for yr in (y20, y21));
create view u as select * from t pivot (sum(amount) for (shop, year) in ((1, 2020) as a, (2, 2021) as b));
