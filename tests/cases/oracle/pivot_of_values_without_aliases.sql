-- expect: V.'A' <- T.K (condition)
-- expect: V.'A' <- T.AMT
-- expect: V.'B' <- T.K (condition)
-- expect: V.'B' <- T.AMT
-- expect: V.ID <- T.ID
-- expect: W.'A'_C <- T.K (condition)
-- expect: W.'A'_C <- T.AMT
-- expect: W.'A'_S <- T.K (condition)
-- expect: W.'A'_S <- T.AMT
-- expect: W.7_C <- T.K (condition)
-- expect: W.7_C <- T.AMT
-- expect: W.7_S <- T.K (condition)
-- expect: W.7_S <- T.AMT
-- expect: W.ID <- T.ID
-- dataset: V view (ID, 'A', 'B')
-- dataset: W view (ID, 'A'_S, 'A'_C, 7_S, 7_C)
create table t (id number, k varchar2(1), amt number);
create view v as select * from t pivot (sum(amt) for k in ('A', 'B'));
create view w as select * from t pivot (sum(amt) as s, count(amt) as c for k in ('A', 7));
