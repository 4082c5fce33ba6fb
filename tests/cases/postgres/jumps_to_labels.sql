-- A jump may lead out of several loops and blocks; what leaves a block goes on behind it.
-- construct: loops and conditions, parameters and variables
create table a (v int); create table b (v int); create table c (v int); create table w (w1 int, w2 int, w3 int);
create function f(q int, out total int, out rest int) language plpgsql as $$
declare x int; y int;
begin
  <<outer_loop>>
  loop
    x := (select max(v) from a);
    loop
      if q > 1 then
        x := (select max(v) from b);
        exit outer_loop;
      end if;
      x := (select max(v) from c);
      exit when q > 2;
    end loop;
    insert into w (w1) values (x);
  end loop;
  insert into w (w2) values (x);
  <<part>>
  begin
    y := (select max(v) from a);
    if q = 3 then
      exit part;
    end if;
    y := (select max(v) from b);
  end;
  total := y;
  if q = 4 then
    rest := (select max(v) from a);
    return;
  end if;
  rest := (select max(v) from c);
end $$;
do $$
declare t int; r int;
begin
  select total, rest into t, r from f(1);
  insert into w (w3) values (r);
end $$;
-- expect: w.w1 <- c.v
-- expect: w.w2 <- b.v
-- expect: w.w3 <- a.v, c.v
