-- expect: V.A <- T.A
-- expect: V.C <- T.C
-- dataset: V view (A, C)
create table t (a number, b number invisible, c number);
create view v as select * from t;
