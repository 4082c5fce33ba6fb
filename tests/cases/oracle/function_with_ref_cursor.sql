-- OPEN … FOR: rows go where the cursor goes.
-- file: ddl.sql
create table src (id number, v number);
create table tgt (v number);
-- file: p.sql
-- expect: TGT.V <- SRC.V
-- status: 6 refused: dynamic SQL
create procedure p (q varchar2) is
  rc sys_refcursor;
  x number; y number;
begin
  open rc for select id, v from src;
  loop
    fetch rc into x, y;
    exit when rc%notfound;
    insert into tgt values (y);
  end loop;
  open rc for q using 3;
end;
/
