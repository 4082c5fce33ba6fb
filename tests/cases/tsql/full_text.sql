-- Full-text functions read the columns they look into.
-- expect: dbo.v1 <- dbo.t.a, dbo.t.b, dbo.t.c (filter)
-- expect: dbo.v1.id <- dbo.t.id
-- expect: dbo.v2 <- dbo.t.a, dbo.t.b (filter)
-- expect: dbo.v2 <- dbo.t.a, dbo.t.b, dbo.t.id (join)
-- expect: dbo.v2.id <- dbo.t.id
-- expect: dbo.v2.rank <- dbo.t.a, dbo.t.b (filter)
-- expect: dbo.v3.id <- dbo.t.id
-- status: 4 partial: columns of a full-text index
create table dbo.t (id int, a varchar(10), b varchar(10), c varchar(10));
select id into dbo.v1 from dbo.t where contains((a, b), 'x') and freetext(c, 'y', language 'English');
select t.id, k.rank into dbo.v2 from freetexttable(dbo.t, (a, b), 'x') as k join dbo.t on t.id = k.[key];
select id into dbo.v3 from dbo.t where contains(*, 'x');
