-- A column hides a variable of its name. Where nobody knows a table's columns, the name may be either, and that is said.
-- construct: parameters and variables, whose column is it
create table t (id number, v number);
create table o (k number);
create table w (x number, y number, z number);
create procedure p is
  v number;
begin
  select max(a) into v from s;
  insert into w (x) select v from t;
  insert into w (y) select v from o;
  insert into w (z) select v from unknown_table;
end;
/
-- expect: W.X <- T.V
-- expect: W.Y <- S.A
-- expect: W.Z <- S.A
-- status: 8 partial: column or variable V
