-- OUTPUT parameters carry values back, and arguments carry the caller's data into what the procedure writes.
-- file: p.sql
-- expect: dbo.log.by_self <- dbo.own.a
create procedure dbo.put @v int, @w int output as
  insert dbo.log (v) values (@v);
  insert dbo.log (by_self) select a from dbo.own;
  set @w = (select max(id) from dbo.ids);
-- file: q.sql
-- expect: dbo.log.v <- dbo.src.x
-- expect: dbo.t.w <- dbo.ids.id
-- no: dbo.t.w <- dbo.src.x
declare @x int = (select max(x) from dbo.src), @back int;
exec dbo.put @w = @back output, @v = @x;
insert dbo.t (w) values (@back);
