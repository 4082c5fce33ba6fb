-- expect: dbo.t.a <- dbo.s.x
-- expect: dbo.t.k <- dbo.s.k
-- expect: dbo.t <- dbo.t.k, dbo.s.k (join)
merge into dbo.t as t using (select k, x from dbo.s) as s on t.k = s.k
when matched then update set t.a = s.x
when not matched by target then insert (k, a) values (s.k, s.x)
when not matched by source then delete;
