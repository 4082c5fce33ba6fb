-- expect: dbo.t.a <- dbo.s.a
insert into DBO.T (A) select [a] from [dbo].[S];
