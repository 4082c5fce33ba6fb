-- CATCH may find what a variable held anywhere in its TRY; behind it both ends may have been reached.
-- expect: dbo.log.said <- dbo.first.a, dbo.second.b
-- expect: dbo.inside.said <- dbo.second.b
-- expect: dbo.behind.said <- dbo.second.b
-- expect: dbo.caught.said <- dbo.third.c
-- expect: dbo.behind.other <- dbo.fourth.d, dbo.third.c
-- expect: dbo.outer_log.said <- dbo.e1.x, dbo.e2.x
-- expect: dbo.looped.said <- dbo.first.a, dbo.second.b
create procedure dbo.p as
declare @s nvarchar(max), @t nvarchar(max), @u int
select @t = d from dbo.fourth
begin try
  select @s = a from dbo.first
  select @s = b from dbo.second
  insert dbo.inside (said) values (@s)
end try
begin catch
  insert dbo.log (said) values (@s)
  select @s = null, @t = c from dbo.third
  insert dbo.caught (said) values (@t)
end catch
insert dbo.behind (said, other) values (@s, @t)
begin try
  begin try
    select @u = x from dbo.e1
    select @u = x from dbo.e2
  end try
  begin catch
    throw
  end catch
  set @u = null
end try
begin catch
  insert dbo.outer_log (said) values (@u)
end catch
go
create procedure dbo.q as
declare @s nvarchar(max)
while 1 = 1
begin
  begin try
    select @s = a from dbo.first
    select @s = b from dbo.second
    set @s = null
  end try
  begin catch
  end catch
  insert dbo.looped (said) values (@s)
end
