-- INSERTED and DELETED are rows of the trigger's table; the table that is updated is another occurrence of it.
-- file: ddl.sql
create table dbo.t (id int, a int, n int);
-- file: tr.sql
-- expect: dbo.t.n <- dbo.t.a
-- expect: dbo.t <- dbo.t.id, dbo.t.a (filter)
create trigger dbo.tr on dbo.t after insert as
begin
  update dbo.t set dbo.t.n = inserted.a from inserted where dbo.t.id = inserted.id and inserted.a is not null;
end
go
