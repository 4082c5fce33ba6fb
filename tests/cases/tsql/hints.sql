-- Hints move nothing, in whatever form; the old ones in bare brackets look like calls.
-- expect: dbo.t <- dbo.s.id, dbo.t.id (filter)
-- expect: dbo.t.a <- dbo.s.b
-- expect: dbo.t.id <- dbo.s.id
-- expect: dbo.v <- dbo.s.id, dbo.t.id (join)
-- expect: dbo.v.a <- dbo.t.a
-- reads: 3 dbo.s, dbo.s.id, dbo.t, dbo.t.a, dbo.t.id
-- writes: 3 dbo.v, dbo.v, dbo.v.a
-- reads: 4 dbo.s, dbo.s.id, dbo.t, dbo.t.id
-- writes: 4 dbo.t
create table dbo.t (id int, a int);
create table dbo.s (id int, b int);
select t.a into dbo.v from dbo.t (nolock) join dbo.s as s (readpast, updlock) on s.id = t.id option (optimize for (@x = 1), fast 10);
delete t from dbo.t t with (forceseek(ix(id))) where exists (select 1 from dbo.s with (nolock index(1)) where s.id = t.id) option (loop join);
insert into dbo.t with (tablock) (id, a) select id, b from dbo.s with (noexpand);
