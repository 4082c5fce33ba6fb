-- What one element gets does not end what the others hold.
-- file: ddl.sql
create table a (x number);
create table b (x number);
create table t (v number);
-- file: p.sql
-- expect: T.V <- A.X, B.X
declare
  type t_map is table of number index by varchar2(9);
  m t_map;
begin
  select x into m('a') from a;
  select x into m('b') from b;
  insert into t values (m('a'));
end;
/
