-- WITH XMLNAMESPACES names prefixes; entries may follow.
-- expect: dbo.v.id <- dbo.t.id
-- expect: dbo.v.v <- dbo.t.x
-- expect: dbo.w <- dbo.t.x (filter)
-- expect: dbo.w.id <- dbo.t.id
-- expect: dbo.y.id <- dbo.t.id
create table dbo.t (id int, x xml);
with xmlnamespaces ('http://a' as ns, default 'http://b')
select t.id, n.c.value('(ns:a/@b)[1]', 'int') as v into dbo.v from dbo.t cross apply t.x.nodes('/ns:r') as n(c);
with xmlnamespaces ('http://a' as ns), c as (select id from dbo.t where x.exist('/ns:a') = 1)
insert into dbo.w (id) select id from c;
go
create function dbo.f () returns table as return with xmlnamespaces ('http://a' as ns) select id from dbo.t;
go
select id into dbo.y from dbo.f();
