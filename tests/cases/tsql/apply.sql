-- expect: dbo.v.a <- dbo.t.a
-- expect: dbo.v.x <- dbo.s.x
-- expect: dbo.v <- dbo.s.k, dbo.t.k (filter)
create view dbo.v as select t.a, l.x from dbo.t t outer apply (select top 1 x from dbo.s where s.k = t.k) l;
