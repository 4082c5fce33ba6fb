-- What one OPENJSON gives, the next may open.
-- expect: dbo.v <- dbo.t.doc (filter)
-- expect: dbo.v.id <- dbo.t.id
-- expect: dbo.v.key <- dbo.t.doc
-- expect: dbo.v.q <- dbo.t.doc
-- expect: dbo.v.value <- dbo.t.doc
create table dbo.t (id int, doc nvarchar(max));
select t.id, o.[key], o.value, i.q into dbo.v from dbo.t cross apply openjson(t.doc, '$.x') o
outer apply openjson(o.value) with (q int '$.q', rest nvarchar(max) '$.r' as json) i where i.rest is not null;
