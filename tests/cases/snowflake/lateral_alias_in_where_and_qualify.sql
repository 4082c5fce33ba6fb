-- expect: V <- T.A (filter)
-- expect: V.X <- T.A
-- expect: V.Y <- T.B
-- expect: W.B <- T.A
-- expect: W.C <- T.B
create table t (a int, b int);
create view v as select a + 1 as x, b as y from t where x > 3 qualify row_number() over (order by x) = 1;
create view w as select a as b, b as c from t;
