-- CALL gives values and takes back INOUT ones; so do functions that are performed.
-- file: ddl.sql
create table src (a int, b int);
create table log (v int);
create table tgt (v int);
-- file: p.sql
create procedure twice(p_in int, inout p_out int) language plpgsql as $$
begin
  p_out := p_in * 2;
end $$;
create function note(p_v int) returns void language plpgsql as $$
begin
  insert into log (v) values (p_v);
end $$;
-- file: q.sql
-- expect: tgt.v <- src.a
-- expect: log.v <- src.b
do $$
declare r record; o int;
begin
  for r in select a, b from src loop
    call twice(r.a, o);
    perform note(r.b);
  end loop;
  insert into tgt (v) values (o);
end $$;
