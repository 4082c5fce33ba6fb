-- CREATE SCHEMA makes the tables and views that follow it in its batch.
-- dataset: shop.sales.orders table (id, a)
-- dataset: shop.sales.v view (id)
-- dataset: shop.dbo.outside table (id)
-- dataset: shop.dbo.behind_a_semicolon table (id)
-- expect: shop.sales.v.id <- shop.sales.orders.id
-- expect: shop.dbo.outside.id <- shop.sales.orders.id
-- key: shop.sales.lines.id -> shop.sales.orders.id
use Shop
go
create schema Sales authorization dbo
  create table Orders (id int primary key, a int)
  create table Lines (id int references Orders (id))
  create view v as select id from Orders
  grant select on v to public
go
create table outside (id int)
insert outside (id) select id from Sales.Orders
go
create schema Empty;
create table behind_a_semicolon (id int);
go
create schema authorization [Eve];
go
exec('create schema made_by_a_text')
create table behind_a_text (id int)
go
-- dataset: shop.dbo.behind_a_text table (id)
