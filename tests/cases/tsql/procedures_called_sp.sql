-- `sp_` begins the names of SQL Server's own procedures and of many that are not.
-- expect: dbo.log.m <- dbo.t.a
-- calls: 6 dbo.sp_log
-- calls: 7
-- calls: 8
-- calls: 9 msdb.dbo.sp_send_dbmail
-- calls: 10 dbo.sp_get
-- expect: dbo.log.m <- dbo.s.b
create procedure dbo.sp_log @m int as insert dbo.log (m) values (@m);
go
create procedure dbo.sp_get as select b from dbo.s;
go
declare @a int = (select max(a) from dbo.t)
exec sp_log @a
exec sp_helptext 'dbo.v'
exec master..sp_who2
exec msdb.dbo.sp_send_dbmail @profile_name = p, @body = @a
insert dbo.log (m) exec sp_get
