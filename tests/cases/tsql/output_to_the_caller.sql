-- Rows that OUTPUT gives to the caller are read, and are a procedure's result.
-- expect: dbo.log <- dbo.t.id (filter)
-- expect: dbo.log.new <- dbo.t.b
-- expect: dbo.log.old <- dbo.t.a
-- expect: dbo.t <- dbo.t.a, dbo.t.id (filter)
-- expect: dbo.t.a <- dbo.t.b
-- writes: 4 dbo.log, dbo.log.new, dbo.log.old
-- calls: 4 dbo.p
-- reads: 5 dbo.t, dbo.t.a, dbo.t.b
-- writes: 5 dbo.t
create table dbo.t (id int, a int, b int);
go
create procedure dbo.p as
update dbo.t set a = b output deleted.a, inserted.b where id = 1;
go
insert into dbo.log (old, new) exec dbo.p;
go
delete from dbo.t output deleted.b where a = 1;
