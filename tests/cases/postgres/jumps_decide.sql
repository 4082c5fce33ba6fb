-- The condition of an early return decides about what follows; that of an exit about its loop, and nothing behind it.
-- construct: loops and conditions, what decides about rows
create table a (v int); create table b (v int); create table c (v int);
create table s (k int); create table t (k int); create table u (k int); create table w (k int); create table x (k int);
create function f() returns void language plpgsql as $$
begin
  insert into s (k) values (0);
  if exists (select 1 from a where v = 1) then
    return;
  else
    insert into x (k) values (1);
  end if;
  loop
    insert into t (k) values (1);
    exit when (select max(v) from b) > 3;
    continue when (select max(v) from c) > 3;
    insert into u (k) values (1);
  end loop;
  insert into w (k) values (1);
end $$;
-- expect: x <- a.v (condition)
-- expect: t <- a.v, b.v (condition)
-- expect: u <- a.v, b.v, c.v (condition)
-- expect: w <- a.v (condition)
