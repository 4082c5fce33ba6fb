-- The rows of a column whose type changes are computed from the columns that USING reads.
-- construct: ALTER
create table t (a int, b int);
alter table t alter column a type text using (b::text);
alter table t alter column b set data type int;
-- expect: t.a <- t.b
