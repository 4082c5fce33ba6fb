-- `db..name` anywhere: of columns, of functions in expressions, in FROM and behind APPLY; tempdb..#t is #t.
-- expect: db.dbo.t <- db.dbo.t.b (filter)
-- expect: db.dbo.t.a <- db.dbo.t.b
-- expect: dbo.x.a <- db.dbo.s.id
-- calls: 1 db.dbo.f, db.dbo.g, other.sales.h, other.sales.k
-- reads: 1 db.dbo.t, db.dbo.t.a, db.dbo.t.b
select db..t.a, db..f(db..t.b) from db..t cross apply db..g(t.a) as q, other.sales.h(1) as r
    cross apply other.sales.k(2) as s;
update db..t set a = db..t.b where db..t.b > 1;
select id into #t from db..s;
insert dbo.x (a) select tempdb..#t.id from tempdb..#t;
