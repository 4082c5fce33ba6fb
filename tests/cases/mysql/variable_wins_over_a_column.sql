-- A local variable hides a column of its name, whether or not the table is known to have that column.
-- construct: parameters and variables, whose column is it
create table t (id int, v int);
create table w (x int, y int);
create procedure p()
begin
  declare v int;
  select max(a) into v from s;
  insert into w (x) select v from t;
  insert into w (y) select v from unknown_table;
end;
-- expect: w.x <- s.a
-- expect: w.y <- s.a
