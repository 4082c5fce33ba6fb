-- expect: V.L <- T.A, T.B
-- expect: V.Q <- T.A, T.B (condition)
-- expect: V.Q <- T.C
-- expect: V.X <- T.A (condition)
-- expect: V.X <- T.B, T.C, T.D
-- expect: V.Y <- T.A (condition)
-- expect: V.Y <- T.B, T.C
-- expect: V.Z <- T.A, T.B
create table t (a number, b number, c number, d number);
create view v as select decode(a, 1, b, 2, c, d) as x, nvl2(a, b, c) as y, nvl(a, b) as z, decode(a, b, c) as q, lnnvl(a > b) as l from t;
