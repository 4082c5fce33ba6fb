-- What the end of a loop's body assigns is there when it begins again.
-- expect: dbo.t.a <- dbo.s.x
-- expect: dbo.t.a <- dbo.s.y
-- expect: dbo.u.a <- dbo.s.x
-- no: dbo.u.a <- dbo.s.y
-- expect: dbo.t <- dbo.s.x (condition)
-- expect: dbo.t <- dbo.s.y (condition)
declare @v int = (select max(x) from dbo.s), @next int;
insert dbo.u (a) values (@v);
while @v > 0
begin
  insert dbo.t (a) values (@v);
  set @v = @next;
  set @next = (select min(y) from dbo.s);
end
