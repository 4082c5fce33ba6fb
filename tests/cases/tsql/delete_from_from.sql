-- expect: dbo.t <- dbo.s.id, dbo.t.id (join)
delete from dbo.t from dbo.t as x join dbo.s as y on x.id = y.id;
