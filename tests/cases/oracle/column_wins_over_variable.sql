-- In SQL a name that is both is the column; in PL/SQL's own expressions it is the variable.
-- file: ddl.sql
create table emp (id number, salary number);
create table other (amount number);
create table log (v number);
-- file: p.sql
-- expect: EMP.SALARY <- EMP.SALARY
-- expect: EMP <- EMP.ID (filter)
-- expect: LOG.V <- OTHER.AMOUNT
create procedure raise_all (id number) is
  salary number;
  amount number;
begin
  select o.amount into salary from other o;
  update emp set salary = salary * 2 where id = id;
  amount := salary;
  insert into log values (amount);
end;
/
