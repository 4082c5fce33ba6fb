-- A call gives what the function's body makes of its arguments: one that only filters there is no value here.
-- file: f.sql
create function dbo.name_of(@id int, @plain nvarchar(10)) returns nvarchar(20) as
begin
  declare @r nvarchar(20);
  select @r = name + @plain from dbo.person where id = @id;
  return @r;
end
-- file: v.sql
-- expect: dbo.v.who <- dbo.person.name
-- expect: dbo.v.who <- dbo.orders.suffix
-- expect: dbo.v.who <- dbo.person.id (filter)
-- expect: dbo.v.who <- dbo.orders.person_id (filter)
-- expect: dbo.v.other <- dbo.orders.a
-- no: dbo.v.who <- dbo.orders.person_id (value)
create view dbo.v as
select dbo.name_of(o.person_id, o.suffix) as who, dbo.nobody_knows(o.a) as other from dbo.orders o;
