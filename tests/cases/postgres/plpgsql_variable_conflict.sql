-- The body says which one a name that is both means.
-- file: ddl.sql
create table t (a int, b int);
create table w (a int, b int);
create table src (a int);
-- file: f.sql
-- expect: w.a <- t.a
-- expect: w.b <- src.a
create procedure p(a int) language plpgsql as $$
#variable_conflict use_column
declare b_ int;
begin
  select x.a into b_ from src x;
  insert into w (a, b) select a, b_ from t;
end $$;
