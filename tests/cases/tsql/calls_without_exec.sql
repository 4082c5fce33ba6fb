-- The first statement of a batch may call a procedure by its name alone.
-- expect: dbo.v.a <- dbo.t.a
-- calls: 1 dbo.load_all
-- calls: 3 dbo.load_more
dbo.load_all @day = 1
go
sp_help 't'
go
[dbo].[load_more] 'x', 2
go
select a into dbo.v from dbo.t
