-- OUT parameters through several files, by position and by name; a schema before the package.
-- file: ddl.sql
create table dw.src (k number, v number);
create table dw.tgt (v number);
-- file: a.sql
create package body dw.low as
  procedure get (p_k in number, p_v in out number) is
  begin
    select s.v into p_v from dw.src s where s.k = p_k;
  end;
end low;
/
-- file: b.sql
create procedure dw.middle (p_out out number) is
begin
  dw.low.get (p_v => p_out, p_k => 3);
end;
/
-- file: c.sql
-- expect: DW.TGT.V <- DW.SRC.V
-- expect: DW.TGT.V <- DW.SRC.K (filter)
declare
  v number;
begin
  dw.middle (v);
  insert into dw.tgt (v) values (v);
end;
/
