-- expect: dbo.b.a <- dbo.s.a
create synonym dbo.s2 for dbo.b; insert into dbo.s2 (a) select a from dbo.s; drop synonym dbo.s2;
