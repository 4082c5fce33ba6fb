-- A parameter of a table type is a table that only the caller knows: no lineage, and nothing unknown either.
-- file: type.sql
create type dbo.ids as table (id int, n int);
-- file: p.sql
-- expect: dbo.w.a <- dbo.t.a
-- expect: dbo.w <- dbo.t.id (join)
create procedure dbo.p @list dbo.ids readonly as
begin
  insert into dbo.w (a, n) select t.a, l.n from dbo.t as t join @list as l on l.id = t.id;
  -- Another variable is not known.
  insert into dbo.w (a) select a from @other;
end
-- status: 3 partial: unknown temporary table @other
