-- expect: U.K <- T.YEAR (condition)
-- expect: U.K <- T.AMOUNT
-- expect: V.A <- T.YEAR (condition)
-- expect: V.A <- T.AMOUNT
-- expect: V.B <- T.YEAR (condition)
-- expect: V.B <- T.AMOUNT
-- expect: V.SHOP <- T.SHOP
-- expect: X.AMT <- WIDE.Y20, WIDE.Y21
-- expect: X.SHOP <- WIDE.SHOP
-- expect: Y.'a' <- T.YEAR (condition)
-- expect: Y.'a' <- T.AMOUNT
-- expect: Y.'b' <- T.YEAR (condition)
-- expect: Y.'b' <- T.AMOUNT
-- expect: Y.SHOP <- T.SHOP
create table t (shop int, year int, amount int);
create table wide (shop int, y20 int, y21 int);
create view v as select * from t pivot (sum(amount) for year in (2020, 2021)) as p (shop, a, b);
create view x as select * from wide unpivot (amt for yr in (y20, y21));
create view y as select * from t pivot (sum(amount) for year in ('a', 'b')) p;
create view u as select "'a'" as k from t pivot (sum(amount) for year in ('a', 'b'));
