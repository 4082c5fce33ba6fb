-- EXECUTE AS and REVERT move nothing, and end where the next statement begins.
-- expect: dbo.v.a <- dbo.t.a
-- expect: dbo.w.b <- dbo.t.b
execute as user = 'x' select a into dbo.v from dbo.t revert
exec as login = 'y' with no revert
select b into dbo.w from dbo.t
revert with cookie = @c
