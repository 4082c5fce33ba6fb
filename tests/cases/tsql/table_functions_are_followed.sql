-- Inline and multi-statement table functions give the columns of what they read, with arguments put in.
-- file: f.sql
create function dbo.inline(@d date) returns table as return (select id, amount from dbo.sales where day = @d);
go
create function dbo.filled(@k int) returns @out table (i int, k int) as
begin
  insert @out (i, k) select id, @k from dbo.sales;
  return;
end
-- file: q.sql
-- expect: dbo.t.a <- dbo.sales.id
-- expect: dbo.t.b <- dbo.sales.amount
-- expect: dbo.t.c <- dbo.keys.k
-- expect: dbo.t <- dbo.sales.day (filter)
-- expect: dbo.t <- dbo.keys.day (filter)
-- reads: 1 dbo.keys, dbo.keys.k, dbo.keys.day
insert dbo.t (a, b, c)
select f.i, g.amount, f.k from dbo.keys x cross apply dbo.filled(x.k) f cross apply dbo.inline(x.day) g;
