-- A scalar variable carries what was put into it; what is assigned unconditionally replaces what was there.
-- expect: dbo.t.a <- dbo.s.x
-- expect: dbo.t.b <- dbo.s.y
-- expect: dbo.t.b <- dbo.s.z
-- expect: dbo.t.b <- dbo.s.k (filter)
-- expect: dbo.t <- dbo.s.x (condition)
-- no: dbo.t.a <- dbo.s.y
create procedure dbo.p @day date as
declare @v int = (select max(y) from dbo.s), @w int;
set @w = @v + 1;
select @v = x from dbo.s;
if @v > 3
begin
  select @w += z from dbo.s where k = 1;
  insert dbo.t (a, b) values (@v, @w);
end
