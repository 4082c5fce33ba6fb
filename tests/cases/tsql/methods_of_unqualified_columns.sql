-- A method of SQL Server's own types on a bare column is no call of a routine in a schema of that name.
-- expect: dbo.v.a <- dbo.e.node
-- expect: dbo.v.b <- dbo.e.node
-- expect: dbo.v.c <- dbo.e.geo
-- expect: dbo.v.d <- dbo.e.geo, dbo.e.s
-- expect: dbo.v.f <- dbo.e.s
-- expect: dbo.v.g <- dbo.e.node
-- calls: 2 dbo.stx, dbo.tostring
create table dbo.e (id int, node hierarchyid, geo geography, s nvarchar(10))
go
create view dbo.v as select node.ToString() a, e.node.ToString() b, geo.MakeValid().ToString() c, geo.Reduce(s) d,
    dbo.ToString(s) f, [node].[GetLevel]() g, dbo.STx() h from dbo.e
go
-- calls: 3 dbo.query, dbo.value, util.value
-- reads: 3 dbo.s, dbo.s.a, dbo.s.b, dbo.s.c
-- calls: 4 dbo.nodes
select dbo.Value(a), dbo.query(b), util.Value(c) from dbo.s
select n.c from dbo.nodes(1) as n
