-- sql:column and sql:variable in any XML method; nodes() of a column with its table, in a list, and of a variable.
-- expect: dbo.v.a <- dbo.u.e
-- expect: dbo.v.b <- dbo.t.d, dbo.u.x
-- expect: dbo.w <- dbo.t.id, dbo.u.id (join)
-- expect: dbo.w <- dbo.t.d, dbo.t.n (filter)
-- expect: dbo.w.a <- dbo.t.d, dbo.u.x
-- expect: dbo.t.d <- dbo.t.d, dbo.u.x
-- expect: dbo.t.n <- dbo.u.e
-- calls: 3
-- calls: 9
create table dbo.t (id int, d xml, n int)
create table dbo.u (id int, e xml, x int)
go
create view dbo.v as select n.c.value('.', 'int') a, m.q.value('@x[. = sql:column("u.x")]', 'int') b
from dbo.t, dbo.u cross apply dbo.u.e.nodes('a') n(c), t.d.nodes('b') m(q)
go
create view dbo.w as select t.d.value('(x[sql:column("u.x")])[1]', 'int') as a
from dbo.t join dbo.u on t.id = u.id where d.exist('a[@q=sql:column(''n'')]') = 1
go
create procedure dbo.p as
declare @v int, @doc xml
select @v = x, @doc = e from dbo.u
update dbo.t set d.modify('insert <x>{sql:variable("@v")}</x> into (/a)[1]')
insert dbo.t (n) select r.c.value('.', 'int') from @doc.nodes('/r') as r(c)
