-- A function with a schema is somebody's, although no file defines it; the system's are not.
-- expect: dbo.v.v <- dbo.t.b
-- expect: dbo.v.w <- dbo.t.a
-- reads: 1 dbo.t, dbo.t.a, dbo.t.b
-- writes: 1 dbo.v, dbo.v, dbo.v.v, dbo.v.w
-- calls: 1 dbo.f, dbo.g
-- reads: 2 sys.dm_exec_sessions, sys.dm_exec_sessions.session_id, sys.dm_exec_sessions.sql_handle
select x.v, dbo.f(t.a) as w into dbo.v from dbo.t cross apply dbo.g(t.b) as x;
select s.session_id from sys.dm_exec_sessions s cross apply sys.dm_exec_sql_text(s.sql_handle) q;
