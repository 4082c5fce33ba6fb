-- A procedure sees its caller's temporary tables: only the caller can say what is in them.
-- file: p.sql
-- status: 2 partial: unknown temporary table #work
create procedure dbo.save as insert dbo.t (a) select a from #work;
-- file: q.sql
-- expect: dbo.t.a <- dbo.s.x
create procedure dbo.main as
  select x as a into #work from dbo.s;
  exec dbo.save;
