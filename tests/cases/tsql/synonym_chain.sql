-- expect: dbo.t.a <- dbo.b.a
create synonym dbo.s2 for dbo.s1; create synonym dbo.s1 for dbo.b; insert into dbo.t (a) select a from dbo.s2;
