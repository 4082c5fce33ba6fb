use database raw;
use schema shop;
-- expect: MART.PUBLIC.V.A <- RAW.SHOP.T.A
create table mart.public.v as select a from t;
