-- A number behind a procedure's name belongs to the call.
-- calls: 5 dbo.p
-- reads: 6 dbo.u, dbo.u.b
create procedure dbo.p;1 @a int = null as select a from dbo.t where b = @a
go
create procedure dbo.p;2 as exec dbo.p;1 @a = 3
go
exec dbo.p;2
select b from dbo.u
