-- dataset: mv materialized_view (a)
-- comment: mv = what it is
-- comment: mv.a = the one
-- expect: mv.a <- t.a
create materialized view mv as select a from t with no data;
comment on materialized view mv is 'what it is';
comment on column mv.a is 'the one';
refresh materialized view mv;
