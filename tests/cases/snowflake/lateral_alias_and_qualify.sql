-- file: ddl.sql
create table t (x int, k int, day date);
-- file: v.sql
-- expect: V.A <- T.X
-- expect: V.B <- T.X
-- expect: V <- T.K, T.DAY (filter)
create view v as select x as a, a + 1 as b from t qualify row_number() over (partition by k order by day) = 1;
