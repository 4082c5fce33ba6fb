-- After IF … ELSE a variable may hold what either branch put there; inside a branch only what that branch did.
-- expect: dbo.t.a <- dbo.s.x
-- expect: dbo.t.b <- dbo.s.y
-- expect: dbo.t.c <- dbo.s.x
-- expect: dbo.t.c <- dbo.s.y
declare @v int, @n int = 1;
if @n = 1
begin
  set @v = (select max(x) from dbo.s);
  insert dbo.t (a) values (@v);
end
else
begin
  set @v = (select max(y) from dbo.s);
  insert dbo.t (b) values (@v);
end
insert dbo.t (c) values (@v);
