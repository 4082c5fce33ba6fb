-- expect: V.CLS <- T.PRICE (condition)
-- expect: V.CLS <- T.DAY, T.SYM (window)
-- expect: V.DAY <- T.DAY
-- expect: V.PRICE <- T.PRICE
-- expect: V.QTY <- T.QTY
-- expect: V.SYM <- T.SYM
-- expect: W.CLS <- T.PRICE (condition)
-- expect: W.CLS <- T.DAY, T.SYM (window)
-- expect: W.SYM <- T.SYM
-- dataset: V view (SYM, DAY, CLS, PRICE, QTY)
-- dataset: W view (SYM, CLS)
create table t (price number, day date, sym varchar2(4), qty number);
create view v as select * from t match_recognize (partition by sym order by day measures classifier() as cls
  all rows per match pattern (a b+) define b as b.price < prev(b.price)) m;
create view w as select * from t match_recognize (partition by sym order by day measures classifier() as cls
  one row per match pattern (a b+) define b as b.price < prev(b.price)) m;
