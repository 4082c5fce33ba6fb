-- A function gives its callers what it returns.
-- file: ddl.sql
create table rates (code varchar2(3), rate number);
create table sales (code varchar2(3), amount number);
create table eur (amount number);
-- file: f.sql
create or replace function rate_of (p_code in varchar2) return number deterministic is
  l_rate number;
begin
  select r.rate into l_rate from rates r where r.code = p_code;
  return nvl(l_rate, 1);
exception
  when no_data_found then
    return 1;
end;
/
-- file: i.sql
-- expect: EUR.AMOUNT <- RATES.RATE, SALES.AMOUNT
-- expect: EUR.AMOUNT <- RATES.CODE, SALES.CODE (filter)
insert into eur (amount) select s.amount * rate_of(s.code) from sales s;
