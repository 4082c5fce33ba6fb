-- FETCH gives a cursor's columns by position; what decides about its rows decides about what is fetched.
-- expect: dbo.t.a <- dbo.s.x
-- expect: dbo.t.b <- dbo.s.y
-- expect: dbo.t.a <- dbo.s.day (filter)
-- expect: dbo.t.b <- dbo.s.day (filter)
declare @a int, @b int;
declare c cursor local fast_forward for select x, y from dbo.s where day > '2020-01-01';
open c;
fetch next from c into @a, @b;
while @@fetch_status = 0
begin
  insert dbo.t (a, b) values (@a, @b);
  fetch next from c into @a, @b;
end
close c; deallocate c;
