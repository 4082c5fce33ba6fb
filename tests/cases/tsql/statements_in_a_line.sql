-- Nothing ends these statements but the beginning of the next.
-- expect: dbo.t1.x <- dbo.s1.a
-- expect: dbo.t2 <- dbo.t2.w (filter)
-- expect: dbo.t2.x <- dbo.t2.y (condition)
-- expect: dbo.t2.x <- dbo.t2.z
-- expect: dbo.t3 <- dbo.s3.a, dbo.t3.x (filter)
-- expect: dbo.t5.x <- dbo.s4.a
-- expect: dbo.t6.x <- dbo.t6.y
create procedure dbo.p @a int as set nocount on begin try begin tran insert into dbo.t1 (x) select a from dbo.s1 update dbo.t2 set x = case when y = 1 then 2 else z end where w = @a delete dbo.t3 where x in (select a from dbo.s3) commit end try begin catch if @@trancount > 0 rollback tran print 'select' raiserror ('x', 16, 1) with nowait; throw end catch if @a = 1 insert dbo.t4 (x) values (1) else if @a = 2 exec dbo.q @a else begin declare @b int = (select max(a) from dbo.s4) insert into dbo.t5 (x) values (@b) end while @a < 3 begin set @a += 1 update top (5) dbo.t6 set x = y option (recompile) if @a = 2 break end return 0
