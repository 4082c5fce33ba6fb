-- Variables and parameters are no columns, SELECT … INTO makes no table, and a condition's tables decide.
-- file: ddl.sql
create table mart.close (month date, revenue numeric, n int);
create table mart.daily (day date, revenue numeric, shop int);
-- file: p.sql
-- expect: mart.close.revenue <- mart.daily.revenue
-- expect: mart.close <- mart.daily.day (filter)
-- expect: mart.close <- mart.daily.revenue (filter)
-- expect: mart.close <- mart.lock.open (condition)
-- reads: 1 mart.daily, mart.daily.day, mart.daily.revenue, mart.lock, mart.lock.open
-- lines: 3 14-17
create or replace procedure mart.close_month(p_month date, inout "N" int)
language plpgsql as $body$
declare
  v_revenue numeric(16, 4) := 0;
begin
  select sum(revenue) into strict v_revenue from mart.daily where day = p_month;
  if exists (select 1 from mart.lock where open) then
    insert into mart.close (month, revenue, n)
    select p_month, sum(d.revenue), "N"
    from mart.daily d
    where d.day = p_month and v_revenue > 0 and close_month.p_month > d.day;
  elsif v_revenue is null then
    raise notice 'nothing in %; %', p_month, case when v_revenue > 0 then 1 else 2 end;
  else
    null;
  end if;
  perform mart.note(v_revenue);
end;
$body$;
