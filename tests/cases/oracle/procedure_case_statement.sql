-- A simple CASE: its operand and its values decide about every branch behind them.
-- file: ddl.sql
create table s (k number, x number);
create table t (v number);
create table u (v number);
-- file: p.sql
-- expect: T.V <- S.X
-- expect: T <- S.K (condition)
-- expect: U <- S.K (condition)
create procedure p is
  k number; x number;
begin
  select k, x into k, x from s;
  case k
    when 1 then insert into t values (x);
    when 2 then null;
    else insert into u values (case when 1 = 1 then 2 end);
  end case;
end;
/
