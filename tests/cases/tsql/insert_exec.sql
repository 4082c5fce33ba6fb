-- INSERT … EXEC takes the rows that the procedure's SELECTs give, whatever file it stands in.
-- file: p.sql
create procedure dbo.rows @n int as
  if @n > 0 select id, amount from dbo.sales where day > 1
  else select key, 0 from dbo.other
-- file: q.sql
-- expect: dbo.t.a <- dbo.sales.id
-- expect: dbo.t.a <- dbo.other.key
-- expect: dbo.t.b <- dbo.sales.amount
-- expect: dbo.t <- dbo.sales.day (filter)
insert into dbo.t (a, b) exec dbo.rows @n = 1;
