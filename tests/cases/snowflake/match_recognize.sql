-- expect: V.FD <- T.PRICE (condition)
-- expect: V.FD <- T.DAY (value, window)
-- expect: V.FD <- T.SYM (window)
-- expect: V.LP <- T.PRICE (value, condition)
-- expect: V.LP <- T.DAY, T.SYM (window)
-- expect: V.N <- T.PRICE (condition)
-- expect: V.N <- T.DAY, T.SYM (window)
-- expect: V.SYM <- T.SYM
create table t (sym varchar, day date, price int);
create view v as select * from t match_recognize (partition by sym order by day measures first(day) as fd, last(price) as lp, count(*) as n one row per match pattern (a b+) define b as price > lag(price));
