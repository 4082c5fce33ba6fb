-- In a module a bare name is one of the module's own schema before it is one of dbo. What nobody defines there is
-- not guessed. A trigger is in its table's schema.
-- file: ddl.sql
create table sales.orders (id int, a int);
create table sales.both_of_them (id int);
create table dbo.both_of_them (id int);
create table dbo.customers (id int, a int);
go
create synonym sales.alias for elsewhere.dbo.real;
go
create procedure sales.inner_one as insert customers (id) select 1;
go
create function sales.rows_of() returns table as return select id, a from orders;
go
-- file: p.sql
-- expect: dbo.customers.id <- elsewhere.dbo.real.id
-- expect: dbo.customers.id <- sales.both_of_them.id
-- expect: dbo.customers.id <- sales.orders.id
-- expect: sales.orders.a <- dbo.customers.a
-- expect: sales.orders.id <- dbo.customers.id
-- expect: unknown.id <- sales.orders.id
-- expect: sales.v.a <- sales.orders.a
-- expect: sales.v.id <- sales.orders.id
-- expect: top_view.id <- sales.v.id
-- expect: top_view.a <- sales.v.a
-- expect: sales.orders <- sales.orders.id (filter)
-- calls: 6 sales.rows_of
-- calls: 7 sales.inner_one
-- calls: 8 unknown_one
-- reads: 10 sales.v, sales.v.a, sales.v.id
create procedure sales.p as
insert into orders (id, a) select id, a from customers;
insert into customers (id) select id from both_of_them;
insert into customers (id) select id from alias;
insert into unknown (id) select id from orders;
insert into customers (id) select id from rows_of();
exec inner_one;
exec unknown_one;
go
create view sales.v as select * from orders;
go
create view top_view as select * from sales.v;
go
create trigger filled on sales.orders after insert as update orders set a = 1 where id in (select id from orders);
go
-- file: alone.sql
-- expect: orders.id <- dbo.both_of_them.id
insert orders (id) select id from both_of_them;
