-- T-SQL's usual collations fold every name, quoted or not.
-- file: ddl.sql
create table [dbo].[Sales Order] ([Order Id] int, [Amount] money);
-- file: v.sql
-- expect: dbo.v."order id" <- dbo."sales order"."order id"
-- expect: dbo.v.total <- dbo."sales order".amount
create view dbo.V as select [ORDER ID], total = amount from Dbo.[sales order];
