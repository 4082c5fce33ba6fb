-- A trigger sees the row of its table; what it puts into :new is an update of that table.
-- file: ddl.sql
create table orders (id number, qty number, price number, total number);
create table hist (id number, old_total number, new_total number);
-- file: t.sql
-- expect: ORDERS.TOTAL <- ORDERS.QTY, ORDERS.PRICE
-- expect: HIST.ID <- ORDERS.ID
-- expect: HIST.OLD_TOTAL <- ORDERS.TOTAL
-- expect: HIST.NEW_TOTAL <- ORDERS.QTY, ORDERS.PRICE
-- expect: ORDERS <- ORDERS.QTY (condition)
-- expect: HIST <- ORDERS.QTY (condition)
create or replace trigger trg_orders
before insert or update of qty, price on orders
for each row
when (new.qty > 0)
begin
  :new.total := :new.qty * :new.price;
  insert into hist (id, old_total, new_total) values (:new.id, :old.total, :new.total);
end;
/
