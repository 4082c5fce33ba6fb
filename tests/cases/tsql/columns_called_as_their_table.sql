-- A bare name is a column, even if a table or an alias beside it is called so.
-- expect: dbo.country.country <- dbo.country.country
-- expect: dbo.country <- dbo.country.country (filter)
-- expect: dbo.o.a <- dbo.country.country, dbo.k.c, dbo.status.status
-- reads: 2 dbo.country, dbo.country.country
create table dbo.status (id int, status varchar(10));
select country from dbo.country;
update dbo.country set country = upper(country) where country > 'a';
insert dbo.o (a) select max(country) from dbo.country;
insert dbo.o (a) select c from dbo.k c;
insert dbo.o (a) select status from dbo.status;
