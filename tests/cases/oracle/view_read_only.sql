-- expect: V <- T.B (filter)
-- expect: V.A <- T.A
create table t (a number, b number);
create view v as select a from t where b > 0 with read only;
