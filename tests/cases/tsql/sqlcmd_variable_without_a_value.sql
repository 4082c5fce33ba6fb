-- Nobody says what $(Db) is: it stays as it is, and is never taken for the database that was in use before.
use master;
go
-- status: 2 partial: undefined variable Db
use $(Db);
go
-- expect: $(db).dbo.v.a <- $(db).dbo.t.a
-- no: master.dbo.v.a <- master.dbo.t.a
create view dbo.v as select a from dbo.t;
go
-- status: 4 partial: undefined variable Other
-- expect: $(db).dbo.w.a <- $(other).dbo.t.a
create view dbo.w as select a from [$(Other)].dbo.t;
go
-- It may be anything, but no column.
-- status: 5 refused: undefined variable Limit
select a from dbo.t where b < $(Limit);
print 'made $(Db)'
go
