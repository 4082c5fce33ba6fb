-- A record holds a row; as a whole it fills a table by position.
-- file: ddl.sql
create table src (id number, amount number);
create table tgt (tid number, tamount number);
create table part (a number);
-- file: p.sql
-- expect: TGT.TID <- SRC.ID
-- expect: TGT.TAMOUNT <- PART.A
-- expect: PART.A <- SRC.AMOUNT
create procedure p is
  r src%rowtype;
begin
  select * into r from src where rownum = 1;
  insert into part values (r.amount);
  select a into r.amount from part;
  insert into tgt values r;
end;
/
