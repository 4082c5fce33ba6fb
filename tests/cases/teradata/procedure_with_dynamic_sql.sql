-- status: 2 refused: dynamic SQL
-- expect: b.x <- a.x
create procedure p (in q varchar(99))
begin
  execute immediate q;
  while (1 = 1) do
    insert into b (x) select a.x from a;
  end while;
end;
-- writes: 6 x
-- expect: jobs <- jobs.state (filter)
create procedure q ()
begin
  declare c1 cursor for select id from jobs where state = 'X' for update;
  call dbc.sysexecsql('delete from x');
  open c1;
  delete from jobs where current of c1;
end;
