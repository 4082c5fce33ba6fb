-- expect: dbo.t.a <- srv.db.dbo.s.a
insert into dbo.t (a) select a from srv.db.dbo.s;
