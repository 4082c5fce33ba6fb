-- A temporary table that has no alias qualifies its columns by its name, sign and all.
-- expect: dbo.a <- dbo.s.id (group)
-- expect: dbo.a.x <- dbo.s.name
-- expect: dbo.b.x <- dbo.s.id
-- expect: dbo.b.y <- dbo.s.name
-- expect: dbo.c <- dbo.c.id, dbo.s.id (join)
-- expect: dbo.c.y <- dbo.s.name
-- expect: dbo.d.x <- dbo.s.id
-- expect: dbo.d <- dbo.c.id, dbo.s.id (filter)
create table dbo.c (id int, y int);
go
create procedure dbo.p as
select id, name into #t from dbo.s;
select id into ##g from dbo.s;
insert dbo.a (x) select max(#t.name) from #t group by #t.id;
insert dbo.b (x, y) select #t.* from #t;
merge dbo.c using #t on c.id = #t.id when matched then update set y = #t.name;
delete #t from #t inner join dbo.c on #t.id = c.id where #t.name = 'x';
delete from ##g where ##g.id in (select c.id from dbo.c);
insert dbo.d (x) select ##g.id from ##g, dbo.c where c.id = ##g.id;
