-- What hangs on a condition that cannot be read is said.
-- construct: loops and conditions
create table t (a int);
create table w (x int);
create function f() returns void language plpgsql as $$
begin
  if (select a from t) ! > from then
    insert into w (x) select t.a from t;
  else
    delete from w;
  end if;
  if count(*) > 0 from u where b = 1 then
    delete from w;
  end if;
end $$;
-- expect: w.x <- t.a
-- expect: w <- u.b (condition)
-- status: 4 partial: condition not understood
-- status: 5 partial: condition not understood
