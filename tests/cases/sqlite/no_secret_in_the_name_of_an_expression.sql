create table t (id integer, a integer);
create view v as select a || 'canary', a || 'other', a || 'x' from t;
-- dataset: v view (a || '…', a || '…' 2, a || 'x')
-- expect: v."a || '…'" <- t.a
-- expect: v."a || '…' 2" <- t.a
-- expect: v."a || 'x'" <- t.a
