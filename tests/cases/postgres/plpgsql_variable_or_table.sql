-- A table that bears a variable's name: which one is meant cannot be told.
-- status: 2 partial: table or variable r
create function f() returns void language plpgsql as $$
declare r record;
begin
  insert into w (a) select r.a from r;
end $$;
-- table: w <- r (value)
