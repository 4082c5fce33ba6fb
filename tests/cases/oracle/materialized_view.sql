-- expect: MV.A <- T.A
create materialized view mv build immediate refresh fast on commit as select a from t;
