-- SQL in a string or between dollars, scalar or table; other languages make their value of the arguments.
-- file: f.sql
create table s.rates (ccy varchar, rate number, day date);
create or replace function s.to_eur(amount number, c varchar) returns number as 'amount * (select max(rate) from s.rates where ccy = c)';
create or replace secure function s.recent(since date)
  returns table (currency varchar, factor number)
  comment = 'as select x from nowhere'
as $$
  select ccy, rate from s.rates r where r.day >= since
$$;
create function s.py(a varchar, b int) returns varchar language python runtime_version = '3.10' handler = 'f'
as $$
def f(a, b): return "select x from y"
$$;
create external function s.ext(a varchar) returns variant api_integration = i as 'https://example.com/x';
-- file: v.sql
create table s.bills (id int, total number, ccy varchar, day date);
create view s.v as
select s.to_eur(b.total, b.ccy) as eur, f.factor, s.py(b.ccy, b.id) as p, s.ext(b.ccy) as e
from s.bills b, table(s.recent(b.day)) f;
-- expect: S.V.EUR <- S.BILLS.TOTAL, S.RATES.RATE
-- expect: S.V.EUR <- S.RATES.CCY, S.BILLS.CCY (filter)
-- expect: S.V.FACTOR <- S.RATES.RATE
-- expect: S.V <- S.RATES.DAY, S.BILLS.DAY (filter)
-- expect: S.V.P <- S.BILLS.CCY, S.BILLS.ID
-- expect: S.V.E <- S.BILLS.CCY
