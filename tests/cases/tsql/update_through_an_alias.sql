-- expect: dbo.t.a <- dbo.s.x
-- expect: dbo.t <- dbo.t.k, dbo.s.k (join)
update x set x.a = s.x from dbo.t as x join dbo.s as s on s.k = x.k;
