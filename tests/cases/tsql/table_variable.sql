-- expect: dbo.w.a <- dbo.t.a
declare @x table (a int, b int);
insert @x (a) select a from dbo.t;
insert into dbo.w (a) select a from @x;
