-- Cursors of every form carry their rows.
-- expect: dbo.s <- dbo.s.c (filter)
-- expect: dbo.s.b <- dbo.s.b
-- expect: dbo.t1.a <- dbo.s.a
-- expect: dbo.t1.b <- dbo.s.b
-- expect: dbo.t2.b <- dbo.s.c (filter)
-- expect: dbo.t2.b <- dbo.s.b
-- expect: dbo.t3.c <- dbo.s.c
create table dbo.s (a int, b int, c int);
go
create procedure dbo.p as
declare @a int, @b int, @c cursor
declare one cursor local static read_only forward_only for select a, b from dbo.s for read only
open one
fetch next from one into @a, @b
insert into dbo.t1 (a, b) values (@a, @b)
declare two scroll cursor for select b from dbo.s where c > 0 for update of b
open two
fetch absolute 3 from two into @b
insert into dbo.t2 (b) values (@b)
update dbo.s set b = b + 1 where current of two
delete dbo.s where current of two
set @c = cursor local fast_forward for select c from dbo.s
open @c
fetch next from @c into @a
insert into dbo.t3 (c) values (@a)
close @c deallocate @c
