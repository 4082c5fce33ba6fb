-- The language of a full-text search may be a variable.
-- expect: dbo.v <- dbo.t.a (filter)
-- expect: dbo.v <- dbo.t.a, dbo.t.id (join)
-- expect: dbo.v.id <- dbo.t.id
create table dbo.t (id int, a varchar(10));
select t.id into dbo.v from dbo.t join freetexttable(dbo.t, a, @words, language @lang, 10) k on k.[key] = t.id;
