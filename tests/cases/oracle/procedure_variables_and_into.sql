-- SELECT … INTO fills variables; what decided about the row decides about what is made of it.
-- file: ddl.sql
create table src (id number, amount number, day date);
create table tgt (id number, total number, n number);
-- file: p.sql
-- expect: TGT.TOTAL <- SRC.AMOUNT
-- expect: TGT.TOTAL <- SRC.DAY (filter)
-- expect: TGT.N <- SRC.AMOUNT
-- expect: TGT.N <- SRC.DAY (filter)
-- lines: 3 12-12
-- reads: 1 SRC, SRC.AMOUNT, SRC.DAY
create or replace procedure load_total (p_day in date, p_id number default 1) authid definer as
  v_total number(10, 2) := 0;
  v_n tgt.n%type;
begin
  select sum(amount), max(amount) into v_total, v_n from src where day = p_day;
  insert into tgt (id, total, n) values (p_id, v_total, v_n);
end load_total;
/
