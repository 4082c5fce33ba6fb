-- expect: V.A <- S.A, T.A
-- expect: V.B <- S.B, T.B
-- expect: W.A <- S.B, T.A
-- expect: W.B <- S.A, T.B
create table t (a int, b int);
create table s (b int, a int);
create view v as select * from t union all by name select * from s;
create view w as select * from t union select * from s;
