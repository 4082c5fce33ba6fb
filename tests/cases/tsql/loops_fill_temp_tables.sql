-- What a loop puts into its tables is there in the next round, whatever stands before.
-- expect: dbo.o.x <- dbo.rel.child, dbo.s1.k
-- expect: dbo.o <- dbo.rel.parent, dbo.rel.child, dbo.s1.k (join)
-- expect: dbo.o2.y <- dbo.rel.child
-- expect: dbo.o2 <- dbo.rel.parent, dbo.rel.child, dbo.s1.k (join)
-- expect: dbo.o3.x <- dbo.s3.z
create procedure dbo.p as
create table #f (x int)
declare @n table (x int)
insert #f select k from dbo.s1
while 1 = 1
begin
    insert dbo.o (x) select x from #f
    insert #f select x from @n
    insert @n select r.child from dbo.rel r join #f on #f.x = r.parent
    select z into #g from dbo.s3
    insert dbo.o3 (x) select z from #g
    drop table #g
end
insert dbo.o2 (y) select x from @n
