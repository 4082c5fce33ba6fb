-- A column of the table would win over the alias, and nobody knows the table's columns.
-- expect: V.A <- T.X
-- no: V.B <- T.A
-- status: 1 partial: ambiguous column A
create view v as select x as a, a + 1 as b from t;
