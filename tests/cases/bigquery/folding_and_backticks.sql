-- Tables keep their case; a name within one pair of backticks has all its parts in it.
-- file: ddl.sql
create table `proj.Data.Sales` (Id int64, amount numeric);
-- file: v.sql
-- expect: proj.Data.v.id <- proj.Data.Sales.id
-- expect: proj.Data.v.amount <- proj.Data.Sales.amount
create or replace view proj.Data.v as select * from `proj`.Data.`Sales`;
