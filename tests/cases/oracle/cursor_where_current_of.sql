-- The rows that a cursor is at are those that its query chose.
-- file: ddl.sql
create table jobs (id number, state varchar2(9), n number);
-- file: p.sql
-- expect: JOBS.N <- JOBS.N
-- expect: JOBS <- JOBS.STATE (filter)
create procedure p is
  cursor c is select j.id from jobs j where j.state = 'NEW' for update of n nowait;
begin
  for r in c loop
    null;
  end loop;
  open c;
  update jobs set n = n + 1 where current of c;
  delete from jobs where current of c;
  close c;
end;
/
