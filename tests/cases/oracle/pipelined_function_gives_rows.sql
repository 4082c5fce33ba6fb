-- PIPE ROW gives a row of the result: an object by its attributes, or a record.
-- file: types.sql
-- status: 4 partial: column or variable P_MIN
-- status: 5 partial: column or variable P_MIN
create type t_row as object (id number, name varchar2(30));
/
create type t_rows as table of t_row;
/
create or replace function gen (p_min number) return t_rows pipelined is
begin
  for r in (select s.k, s.label from src s where s.k > p_min) loop
    pipe row (t_row (r.k, upper(r.label)));
  end loop;
  return;
end;
/
-- file: v.sql
-- expect: V.ID <- SRC.K
-- expect: V.NAME <- SRC.LABEL
-- expect: V.ID <- SRC.K (filter)
-- expect: V.NAME <- SRC.K (filter)
-- expect: V <- SRC.K, SRC.LABEL (condition)
-- status: 1 partial: result of GEN
create table v as select g.id, g.name from table(gen(3)) g;
