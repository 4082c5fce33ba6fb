-- Inside of SQL a name without a colon is a column, though a variable has the name.
create procedure p(amount number) returns varchar language sql as
$$
declare
  rate number default (select max(r) from rates);
begin
  insert into t (a, b) select amount, rate from unknown_table;
  insert into t (c, d) select :amount, :rate from unknown_table;
  if (rate > amount) then insert into t (e) values (:rate + 1); end if;
  return 'it''s; end; $ $';
end;
$$;
-- expect: T.A <- UNKNOWN_TABLE.AMOUNT
-- expect: T.B <- UNKNOWN_TABLE.RATE
-- expect: T.D <- RATES.R
-- expect: T.E <- RATES.R
-- expect: T <- RATES.R (condition)
-- table: T <- UNKNOWN_TABLE (value)
