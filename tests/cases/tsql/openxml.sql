-- OPENXML with its columns, with a flag, and without.
-- expect: dbo.t <- dbo.docs.day, dbo.docs.doc, dbo.known.id (filter)
-- expect: dbo.t.id <- dbo.docs.day (filter)
-- expect: dbo.t.id <- dbo.docs.doc
-- expect: dbo.t.v <- dbo.docs.day (filter)
-- expect: dbo.t.v <- dbo.docs.doc
create table dbo.t (id int, v varchar(10));
declare @h int, @x nvarchar(max);
select @x = doc from dbo.docs where day = 1;
exec sp_xml_preparedocument @h output, @x;
insert into dbo.t (id, v) select id, v from openxml(@h, '/r/c', 2) with (id int '@id', v varchar(10) 'v') as x
where x.id not in (select k.id from dbo.known k);
