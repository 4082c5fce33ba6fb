-- Look-behind is no part of the engine's expressions either.
create table t (a int, ab int);
create view v as select columns('(?<=a)b') from t;
-- table: v <- t (value)
-- status: 2 partial: unknown columns; star with a pattern
