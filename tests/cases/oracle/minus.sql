-- expect: V <- S.B (filter)
-- expect: V.A <- T.A
-- expect: W <- S.B (filter)
-- expect: W.A <- S.B, T.A
create table t (a number);
create table s (b number);
create view v as select a from t minus select b from s;
create view w as select a from t minus select b from s union select b from s;
