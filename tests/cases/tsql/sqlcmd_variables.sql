:setvar Db "Mart"
:setvar Schema sales
use [$(Db)];
go
-- expect: mart.sales.v.a <- stage.sales.t.a
create view [$(Schema)].v as select a from stage.$(Schema).t;
go
