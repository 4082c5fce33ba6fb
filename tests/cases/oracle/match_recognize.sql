-- A measure is made of the rows of one match: what finds them is its window and its condition.
create table t (sym varchar2(10), day date, price number);
create view v as select * from t match_recognize (partition by sym order by day measures strt.day as start_day, last(down.price) as bottom, match_number() as mn one row per match after match skip past last row pattern (strt down+ up+) define down as down.price < prev(down.price), up as up.price > prev(up.price)) mr;
create view w as select mr.sym, mr.day, mr.price, mr.p from t match_recognize (partition by sym order by day measures final last(up.price) as p all rows per match pattern (a up+) define up as price > prev(price)) mr where mr.p > 1;
-- expect: V.BOTTOM <- T.PRICE (value, condition)
-- expect: V.BOTTOM <- T.DAY, T.SYM (window)
-- expect: V.MN <- T.PRICE (condition)
-- expect: V.MN <- T.DAY, T.SYM (window)
-- expect: V.START_DAY <- T.PRICE (condition)
-- expect: V.START_DAY <- T.DAY (value, window)
-- expect: V.START_DAY <- T.SYM (window)
-- expect: V.SYM <- T.SYM
-- expect: W <- T.DAY, T.PRICE, T.SYM (filter)
-- expect: W.DAY <- T.DAY
-- expect: W.P <- T.PRICE (value, condition)
-- expect: W.P <- T.DAY, T.SYM (window)
-- expect: W.PRICE <- T.PRICE
-- expect: W.SYM <- T.SYM
