-- NEW as a whole is a row of the trigger's table, never a column of another one.
-- file: ddl.sql
create table part (a int, b int);
-- file: f.sql
-- no: part.a <- other.new
create function route() returns trigger language plpgsql as $$
begin
  insert into part values (new.*);
  insert into part (a, b) select f(new.*), g(new) from other;
  return null;
end $$;
-- table: part <- other (value)
