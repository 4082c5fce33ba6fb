use stage;
go
create table dbo.t (a int);
go
use mart
go
-- expect: mart.dbo.v.a <- stage.dbo.t.a
create view v as select * from stage..t;
go
