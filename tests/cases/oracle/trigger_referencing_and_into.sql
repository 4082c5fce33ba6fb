-- Other names for the rows; a query may fill a field; a table's alias is no row of the trigger.
-- file: ddl.sql
create table t (id number, name varchar2(9));
create table names (id number, name varchar2(9));
create table log (id number, other number);
-- file: t.sql
-- expect: T.NAME <- NAMES.NAME
-- expect: T.NAME <- NAMES.ID, T.ID (filter)
-- expect: LOG.ID <- T.ID
-- expect: LOG.OTHER <- NAMES.ID
create trigger tr before insert on t referencing new as n old o for each row
declare
  v number;
begin
  if inserting or updating('NAME') then
    select x.name into :n.name from names x where x.id = :n.id;
  end if;
  insert into log (id, other) select :o.id, n.id from names n;
end;
/
