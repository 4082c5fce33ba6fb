-- AS may be left out in front of a function's body; a constant that a function gives hangs on its conditions.
-- expect: dbo.v <- dbo.t.a (filter)
-- expect: dbo.v.f <- dbo.t.a
-- expect: dbo.v.g <- dbo.t.b
-- expect: dbo.v.h <- dbo.t.c
-- expect: dbo.v.i <- dbo.t.id, dbo.u.k (condition)
create function dbo.f(@x int) returns int begin return (select max(a) as m from dbo.t) end
go
create function dbo.g(@x int = null) returns @r table (b int) with schemabinding begin insert @r select b as z from dbo.t return end
go
create function dbo.h() returns table return select c, a from dbo.t where a > 1
go
create function dbo.i(@x int) returns bit with returns null on null input
begin
    if exists (select 1 from dbo.t where id = @x) return 1
    return 0
end
go
create view dbo.v as select dbo.f(1) as f, g.b as g, h.c as h, dbo.i(u.k) as i from dbo.u, dbo.g(1) as g, dbo.h() as h
