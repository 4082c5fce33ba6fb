-- expect: dbo.log.a <- dbo.t.a
-- expect: dbo.log <- dbo.t.k (filter)
-- expect: dbo.t <- dbo.t.k (filter)
delete from dbo.t output deleted.a into dbo.log (a) where k = 1;
