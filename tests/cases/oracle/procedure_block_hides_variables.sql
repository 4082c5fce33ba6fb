-- A block's variable hides the outer one of its name, and only inside of the block.
-- file: ddl.sql
create table a (x number);
create table b (x number);
create table t_in (v number);
create table t_out (v number);
-- file: p.sql
-- expect: T_IN.V <- B.X
-- expect: T_OUT.V <- A.X
create procedure p is
  v number;
begin
  select x into v from a;
  <<inside>>
  declare
    v number;
  begin
    select x into v from b;
    insert into t_in (v) values (v);
  end inside;
  insert into t_out (v) values (v);
end;
/
