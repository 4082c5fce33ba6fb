-- status: 1 partial: placeholder in a name
-- expect: v.a <- <source>.t.a
create view v as select a from <source>.t
go
-- status: 2 partial: placeholder in a name
-- expect: w.a <- @{db}.dbo.t.a
create view w as select a from @{db}.dbo.t where 1 < 2
go
-- expect: dbo.x.n <- dbo.t.n
create view dbo.x as select n from dbo.t where n<m and m>1
go
-- expect: dbo.x <- dbo.t.n, dbo.t.m (filter)
-- construct: client variables
