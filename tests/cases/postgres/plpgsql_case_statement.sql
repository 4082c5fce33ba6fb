-- CASE as a statement: what it compares decides.
-- expect: t.a <- s.a
-- expect: t <- s.k (condition)
-- expect: u <- s.k (condition)
-- expect: u <- lim.n (condition)
do $$
declare k int; x int;
begin
  select s.k, s.a into k, x from s;
  case k when 1, 2 then
    insert into t (a) values (x);
  when (select max(n) from lim) then
    insert into u (a) values (1);
  else
    null;
  end case;
end $$;
