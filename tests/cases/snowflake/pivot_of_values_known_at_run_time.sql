-- expect: Q.SHOP <- T.SHOP
-- expect: W.SHOP <- T.SHOP
-- status: 2 partial: PIVOT without listed values; unknown columns
-- status: 3 partial: PIVOT without listed values; unknown columns
create table t (shop int, year int, amount int);
create view w as select * from t pivot (sum(amount) for year in (any order by year));
create view q as select * from t pivot (sum(amount) for year in (select distinct year from t) default on null (0));
