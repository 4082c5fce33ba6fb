-- expect: dbo.t <- srv.db.dbo.s.k (filter)
-- expect: dbo.t.a <- srv.db.dbo.s.x
-- status: 1 partial: remote query read as standard SQL
insert into dbo.t (a) select x from openquery(srv, 'select x from db.dbo.s where k = ''q''');
