-- dataset: v view (x)
-- comment: v.x = the x
-- expect: v.x <- t.a
create or replace view v (x comment 'the x') comment 'all' as select a from t;
