-- A CTE that is not recursive and reads its own name reads the table.
-- expect: v.a <- t.a
-- expect: v <- t.b (filter)
create view v as with t as (select a from t where b > 0) select a from t;
