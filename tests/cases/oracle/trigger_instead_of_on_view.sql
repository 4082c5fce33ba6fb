-- The trigger's row is the view's.
-- file: ddl.sql
create table base (id number, v number);
create view vw as select b.id, b.v from base b;
create table side (v number);
-- file: t.sql
-- expect: VW.ID <- BASE.ID
-- expect: VW.V <- BASE.V
-- expect: BASE.V <- VW.V
-- expect: BASE <- BASE.ID, VW.ID (filter)
-- expect: SIDE.V <- VW.V
create trigger io instead of update on vw for each row
begin
  update base set v = :new.v where id = :old.id;
  insert into side values (:new.v);
end;
/
