-- Names of up to four parts, with parts left out.
-- expect: db2.dbo.s <- db2.dbo.s.b (filter)
-- expect: dbo.v <- "db 3"."my schema"."a.b".id, db2.dbo.s.id, srv.db.dbo.r.id (join)
-- expect: dbo.v.a <- srv.db.dbo.r.a
-- expect: dbo.v.b <- db2.dbo.s.b
-- expect: dbo.v.c <- "db 3"."my schema"."a.b".c
-- reads: 1 "db 3"."my schema"."a.b", "db 3"."my schema"."a.b".c, "db 3"."my schema"."a.b".id, db2.dbo.s, db2.dbo.s.b, db2.dbo.s.id, srv.db.dbo.r, srv.db.dbo.r.a, srv.db.dbo.r.id
-- writes: 1 dbo.v, dbo.v, dbo.v.a, dbo.v.b, dbo.v.c
select r.a, s.b, q.c into dbo.v from srv.db.dbo.r r join db2..s s on s.id = r.id join [db 3].[my schema].[a.b] q on q.id = r.id;
delete db2..s where b = 1;
