-- CATCH may run after anything that TRY did; behind both, what CATCH left by RETURN or THROW counts no more.
-- construct: loops and conditions, parameters and variables
create table a (v int); create table b (v int); create table c (v int); create table w (w1 int, w2 int, w3 int, w4 int);
go
create procedure p @q int as
begin
  declare @x int = (select max(v) from a), @y int;
  if @q = 1
    begin try
      set @x = (select max(v) from b);
      exec g;
      set @x = (select max(v) from c);
    end try
    begin catch
      insert into w (w1) values (@x);
      set @y = @x;
      throw;
    end catch
  insert into w (w2) values (@x);
  insert into w (w3) values (@y);
  while @q > 0
  begin
    set @y = (select max(v) from a);
    if @q = 5 break;
    set @y = (select max(v) from b);
    if @q = 6 continue;
    set @y = (select max(v) from c);
  end
  insert into w (w4) values (@y);
end
-- expect: w.w1 <- a.v, b.v, c.v
-- expect: w.w2 <- a.v, c.v
-- expect: w.w4 <- a.v, b.v, c.v
