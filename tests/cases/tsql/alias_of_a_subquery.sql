-- `x = (SELECT …)` names the column, in a view and in what a function gives.
-- expect: dbo.v.m <- dbo.k.id, dbo.p.id (filter)
-- expect: dbo.v.m <- dbo.k.z
-- expect: dbo.v.n <- dbo.k.y
-- expect: dbo.w.m <- dbo.k.id, dbo.p.id (filter)
-- expect: dbo.w.m <- dbo.k.z
create view dbo.v as select n = (select max(y) from dbo.k), [m] = (select max(z) from dbo.k where k.id = p.id) from dbo.p;
go
create function dbo.f() returns table as return select m = (select max(z) from dbo.k where k.id = p.id) from dbo.p;
go
create view dbo.w as select f.m from dbo.f() as f;
go
