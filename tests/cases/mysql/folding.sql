-- Tables keep their case, columns fold, quoted or not.
-- file: ddl.sql
create table `Sales` (`Id` int, Amount int) comment = 'all of them';
-- comment: Sales = all of them
-- file: v.sql
-- expect: v.id <- Sales.id
-- expect: v.amount <- Sales.amount
create view v as select * from `Sales`;
