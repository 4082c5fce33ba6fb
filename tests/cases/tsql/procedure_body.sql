-- The body's statements carry the procedure's name; parameters are no columns.
-- expect: dbo.t.a <- dbo.s.x
-- expect: dbo.t <- dbo.s.day (filter)
-- expect: dbo.t <- dbo.c.open (condition)
-- reads: 1 dbo.s, dbo.s.x, dbo.s.day, dbo.c, dbo.c.open
create procedure dbo.load @day date, @n int as
begin
  set nocount on;
  if exists (select 1 from dbo.c where [open] = 1)
    insert into dbo.t (a, n) select x, @n from dbo.s where day = @day;
end
go
