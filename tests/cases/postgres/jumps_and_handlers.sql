-- Behind a loop a variable holds what it may hold wherever the loop is left; in a handler, what it may have held anywhere
-- in the block; behind a branch that returns, nothing of that branch.
-- construct: loops and conditions, parameters and variables
create table a (v int); create table b (v int); create table c (v int); create table w (w1 int, w2 int, w3 int, w4 int, w5 int, w6 int);
create function f(q int) returns void language plpgsql as $$
declare x int; y int;
begin
  x := (select max(v) from a);
  while q > 0 loop
    x := (select max(v) from b);
  end loop;
  insert into w (w1) values (x);
  loop
    y := (select max(v) from a);
    exit when q > 1;
    y := (select max(v) from b);
  end loop;
  insert into w (w2) values (y);
  y := null;
  begin
    y := (select max(v) from a);
    perform g();
    y := (select max(v) from b);
    y := null;
  exception
    when division_by_zero then
      insert into w (w3) values (y);
      y := (select max(v) from c);
    when others then
      insert into w (w4) values (y);
      raise;
  end;
  insert into w (w5) values (y);
  if q = 1 then
    x := (select max(v) from c);
    return;
  end if;
  insert into w (w6) values (x);
end $$;
-- expect: w.w1 <- a.v, b.v
-- expect: w.w2 <- a.v
-- expect: w.w3 <- a.v, b.v
-- expect: w.w4 <- a.v, b.v
-- expect: w.w5 <- c.v
-- expect: w.w6 <- a.v, b.v
