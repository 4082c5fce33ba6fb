-- A table's columns are read under the names that an alias gives them, too.
-- reads: 2 t, t.a, t.b
create table t (a int, b int, c int);
select x.k from t as x(k, l) where x.l = 1;
