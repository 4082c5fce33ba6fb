-- dataset: v view (…)
-- table: v <- t (value)
-- status: 1 partial: unknown columns of t
create view v as select * from t;
