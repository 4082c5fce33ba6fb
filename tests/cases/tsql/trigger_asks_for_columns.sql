-- UPDATE(a) and COLUMNS_UPDATED() ask what was assigned to; the rest of the condition decides.
-- expect: dbo.log <- dbo.t.a, dbo.t.id (condition)
-- expect: dbo.log.id <- dbo.t.id
-- expect: dbo.log.was <- dbo.t.a
-- expect: dbo.u <- dbo.t.id, dbo.u.id (filter)
create table dbo.t (id int, a int);
go
create trigger dbo.tr on dbo.t after update, delete as
if @@rowcount = 0 return
if update(a) and exists (select 1 from inserted i join deleted d on d.id = i.id where i.a <> d.a)
    insert into dbo.log (id, was) select id, a from deleted
if (columns_updated() & 2) = 2 delete from dbo.u where id in (select id from inserted)
