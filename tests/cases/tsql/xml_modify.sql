-- A column that is changed by its own method is the target's, whatever else is in scope.
-- file: ddl.sql
create table dbo.t (id int, doc xml);
create table dbo.s (id int, doc xml, total int);
-- file: u.sql
-- expect: dbo.t.doc <- dbo.t.doc, dbo.s.total
-- expect: dbo.t <- dbo.t.id, dbo.s.id (filter)
update dbo.t set doc.modify('replace value of (/a)[1] with (/a)[1] + sql:column("s.total")')
from dbo.s as s where dbo.t.id = s.id;
