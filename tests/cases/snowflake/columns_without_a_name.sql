-- expect: V <- T.A (group)
-- expect: V.A <- T.A
-- dataset: V view (A)
-- status: 1 partial: column without a name
create view v as select a, count(*) from t group by a;
