-- A trigger on a view sees the view's rows.
-- expect: dbo.t <- dbo.t.id, dbo.v.id (filter)
-- expect: dbo.t <- dbo.t.id, dbo.v.id (join)
-- expect: dbo.t.a <- dbo.v.b
-- expect: dbo.t.id <- dbo.v.id
-- expect: dbo.v.b <- dbo.t.a
-- expect: dbo.v.id <- dbo.t.id
create table dbo.t (id int, a int);
go
create view dbo.v as select id, a + 1 as b from dbo.t;
go
create trigger dbo.tr on dbo.v instead of insert, update as begin
    set nocount on
    update t set a = i.b from dbo.t t inner join inserted i on i.id = t.id
    insert dbo.t (id, a) select i.id, i.b from inserted i where not exists (select * from dbo.t t where t.id = i.id)
end
