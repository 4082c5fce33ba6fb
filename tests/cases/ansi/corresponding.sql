-- expect: v.a <- s.a, t.a
-- expect: v.b <- s.b, t.b
create table t (a int, b int);
create table s (b int, a int);
create view v as select a, b from t union corresponding select b, a from s;
