-- expect: dbo.t <- dbo.t.k, dbo.s.k (join)
-- expect: dbo.t <- dbo.s.gone (filter)
delete x from dbo.t x inner join dbo.s s on s.k = x.k where s.gone = 1;
