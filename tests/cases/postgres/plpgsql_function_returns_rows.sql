-- Output columns are variables of the body; the queries that it returns are read.
-- reads: 1 t, t.a, t.b
-- reads: 2 t, t.a, t.b
create function top(n int) returns table (a int, total int) language plpgsql stable as $$
begin
  return query select t.a, sum(t.b) from t group by t.a limit n;
  return;
end $$;
-- expect: v.x <- u.x
create view v as select x from u;
