-- What no way leads to adds nothing: neither to a handler nor behind a loop that only a jump ends.
-- construct: loops and conditions, parameters and variables
create table a (v int); create table b (v int); create table c (v int); create table d (v int);
create table w (w1 int, w2 int, w3 int, w4 int, w5 int);
create function f(q int) returns int language plpgsql as $$
declare x int; y int; z int;
begin
  x := (select max(v) from a);
  for i in 1 .. 3 loop
    insert into w (w1) values (x);
    if q = 1 then
      x := (select max(v) from c);
      continue;
    end if;
    if q = 2 then
      x := (select max(v) from b);
      return 3;
    end if;
    x := (select max(v) from d);
  end loop;
  insert into w (w2) values (x);
  begin
    begin
      y := (select max(v) from a);
      raise exception 'x';
    exception when others then
      y := (select max(v) from b);
      raise;
    end;
    y := (select max(v) from c);
  exception when others then
    insert into w (w3) values (y);
  end;
  case
    when q = 1 then z := (select max(v) from a);
    when q = 2 then return 1;
    else z := (select max(v) from b);
  end case;
  insert into w (w4) values (z);
  while true loop
    z := (select max(v) from c);
    while true loop
      z := (select max(v) from d);
      exit;
    end loop;
    exit when q = 2;
    z := null;
  end loop;
  insert into w (w5) values (z);
  return 1;
end $$;
-- expect: w.w1 <- a.v, c.v, d.v
-- expect: w.w2 <- a.v, c.v, d.v
-- expect: w.w3 <- a.v, b.v
-- expect: w.w4 <- a.v, b.v
-- expect: w.w5 <- d.v
