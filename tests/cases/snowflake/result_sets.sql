-- Result sets and cursors over them carry rows; one of dynamic SQL is said.
create table t (a int, b varchar);
create procedure p() returns table (x int, y varchar) language sql as
$$
declare
  res resultset default (select id, name from s1 where ok);
  dyn resultset;
begin
  let c cursor for res;
  for r in c do
    let v varchar := r.name;
    insert into t (b) values (:v);
  end for;
  dyn := (execute immediate 'select 1');
  res := (select id2, name2 from s2);
  return table(res);
end;
$$;
insert into t (a) select x from table(p());
-- expect: T.B <- S1.NAME
-- expect: T.B <- S1.OK (filter)
-- expect: T <- S1.ID, S1.NAME, S1.OK (condition)
-- expect: T.A <- S2.ID2
-- status: 9 refused: dynamic SQL
-- status: 12 partial: result of P
