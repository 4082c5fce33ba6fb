-- table: v <- t (value)
-- status: 2 partial: unknown column y; aliases that read each other: x
create table t (a Int32, b Int32) engine = Memory;
create view v as select y + 1 as x, x + 1 as y from t;
