-- A column that is changed by its own method is the target's, whatever else is in scope.
-- file: ddl.sql
create table dbo.t (id int, doc xml);
create table dbo.s (id int, doc xml);
-- file: u.sql
-- expect: dbo.t.doc <- dbo.t.doc
-- expect: dbo.t <- dbo.t.id, dbo.s.id (filter)
update dbo.t set doc.modify('delete /a') from dbo.s where dbo.t.id = dbo.s.id;
