-- expect: v.bottom <- t.price (value, condition)
-- expect: v.bottom <- t.day, t.sym (window)
-- expect: v.sym <- t.sym
create table t (sym varchar, day date, price int);
create view v as select m.sym, m.bottom from t match_recognize (partition by sym order by day measures last(b.price) as bottom one row per match pattern (a b+) define b as b.price < prev(b.price)) as m;
