-- A loop over the rows of a text runs once a row: what the rows hold decides about what its statements write.
-- construct: loops and conditions
create table t (a int, b int);
create table u (a int);
create table w (x int);
create function f(q text) returns void language plpgsql as $$
declare r record; x int; y int;
begin
  for r in execute 'select a from t where b > 1' loop
    insert into w (x) select u.a from u;
  end loop;
  for x, y in execute 'select a, b from t' loop
    x := 1;
    delete from u;
  end loop;
  for r in execute q loop
    insert into u (a) values (1);
  end loop;
end $$;
-- expect: w.x <- u.a
-- expect: w <- t.a, t.b (condition)
-- expect: u <- t.a, t.b (condition)
-- status: 10 refused: dynamic SQL
