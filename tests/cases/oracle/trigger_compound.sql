-- The sections of a compound trigger share its variables.
-- file: ddl.sql
create table t (id number, v number);
create table log (v number);
-- file: t.sql
-- expect: LOG.V <- T.V
create or replace trigger c_tr for insert or update on t
compound trigger
  type t_vals is table of number index by pls_integer;
  g_vals t_vals;
  before statement is
  begin
    g_vals.delete;
  end before statement;
  after each row is
    i number;
  begin
    g_vals(g_vals.count + 1) := :new.v;
  end after each row;
  after statement is
  begin
    forall i in 1 .. g_vals.count
      insert into log (v) values (g_vals(i));
  end after statement;
end c_tr;
/
