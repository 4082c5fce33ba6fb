-- A routine inside of a routine: its arguments are followed, the outer one's variables are not, and that is said.
-- file: ddl.sql
create table src (id number, v number);
create table tgt (id number, v number);
create table lost (v number);
-- file: p.sql
-- expect: TGT.ID <- SRC.ID
-- status: 3 partial: variable L_V of another routine
create procedure p is
  l_v number;
  procedure put (p_id number) is
  begin
    insert into tgt (id) values (p_id);
    insert into lost values (l_v);
  end put;
begin
  for r in (select id, v from src) loop
    l_v := r.v;
    put (r.id);
  end loop;
end;
/
