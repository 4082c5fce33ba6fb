-- expect: dbo.t.x <- n.a.x
create table dbo.a (x int); alter schema n transfer dbo.a; insert into dbo.t (x) select x from n.a;
