-- What an UPDATE sets is a column of its table, although a parameter has the name too and nobody defines the table.
-- expect: ACC.AMOUNT <- ACC.AMOUNT
-- expect: ACC <- ACC.ID (filter)
create procedure p (amount number, id number) is
begin
  update acc set amount = amount + 1 where acc.id = p.id;
end;
/
