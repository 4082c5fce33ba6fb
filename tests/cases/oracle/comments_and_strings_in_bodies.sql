-- Words of control flow in comments, strings and quoted names end nothing.
-- file: ddl.sql
create table src (id number, "End" varchar2(9), "loop" number);
create table tgt (id number, txt varchar2(99), n number);
-- file: p.sql
-- expect: TGT.ID <- SRC.ID
-- expect: TGT.TXT <- SRC.End
-- expect: TGT.N <- SRC.loop
-- expect: TGT <- SRC.ID, SRC.End, SRC.loop (condition)
create procedure p is
  v varchar2(99) := q'[end; begin 'if' loop]'; -- end p;
begin
  /* end loop; begin */
  for "end if" in (select id, "End", "loop" from src /* loop */) loop -- loop
    v := 'it''s; end;' || "end if"."End";
    insert into tgt (id, txt, n) values ("end if".id, v, "end if"."loop");
  end loop; -- begin
end p;
/
