-- The parser does not say which of them it stands behind.
create table t (sym varchar, day date, price int);
create view v as select m.sym from t match_recognize (partition by sym measures last(b.price) as bottom pattern (a b+) define b as b.price < 1) as m join t on t.sym = m.sym;
-- status: 2 tables_only: MATCH_RECOGNIZE of several sources
