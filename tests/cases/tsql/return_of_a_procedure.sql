-- RETURN gives a procedure's code and SELECT its rows; INSERT … EXEC takes the rows, EXEC @c = the code.
-- expect: dbo.rows_of.x <- dbo.t.a
-- expect: dbo.code_of.x <- dbo.z.k
-- expect: dbo.rows_of <- dbo.t.id (filter)
-- expect: dbo.none_of.y <- dbo.t.id
create procedure dbo.p as
declare @v int = (select max(k) from dbo.z)
select a from dbo.t where id > 1
return @v
go
create procedure dbo.q as select a from dbo.t return 3
go
insert dbo.rows_of (x) exec dbo.p
declare @c int, @d int = (select max(id) from dbo.t)
exec @c = dbo.p
insert dbo.code_of (x) values (@c)
exec @c = dbo.q
insert dbo.none_of (x, y) values (@c, @d)
