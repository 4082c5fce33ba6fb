use shop;
-- expect: mart.v.a <- shop.t.a
create table mart.v as select a from t;
