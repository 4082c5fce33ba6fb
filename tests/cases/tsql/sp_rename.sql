-- expect: dbo.b.x <- dbo.s.x
create table dbo.a (x int); exec sp_rename 'dbo.a', 'b'; insert into dbo.b (x) select x from dbo.s;
