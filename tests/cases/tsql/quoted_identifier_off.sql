-- Under SET QUOTED_IDENTIFIER OFF what stands in double quotes is a string, until it is ON again.
-- expect: dbo.u <- dbo.t.d (filter)
-- expect: dbo.u.b <- dbo.t.c
-- expect: dbo.w.a <- dbo.t."d e"
-- lines: 5 12-14
insert dbo.w (a) select "d e" from dbo.t
go
set ansi_nulls, quoted_identifier off
go
create procedure dbo.p as
set quoted_identifier on -- says nothing inside
/* "a */ insert dbo.u (a, b) select "it's ""quoted""
over lines", c + [x"y] from (select c, 1 as [x"y], d from dbo.t) q -- "
where d like "%z%" and d <> 'a"b'
exec ("insert dbo.u (b) select c from dbo.t where d = 'x'")
go
set quoted_identifier on
go
insert dbo.w (a) select "d e" from dbo.t
