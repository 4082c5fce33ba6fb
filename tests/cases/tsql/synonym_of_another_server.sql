-- expect: dbo.t.a <- srv.db.dbo.s.a
create synonym dbo.sy for srv.db.dbo.s; insert into dbo.t (a) select a from dbo.sy;
