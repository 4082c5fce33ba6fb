IF NOT EXISTS (SELECT 1 FROM sys.views WHERE name = N'v')
BEGIN
EXEC dbo.sp_executesql @statement = N'CREATE VIEW dbo.v AS
SELECT a AS b
FROM dbo.t
'
END
GO
EXEC sys.sp_executesql N'UPDATE dbo.t SET a = c';
-- lines: 1 3-5
-- dataset: dbo.v view (b)
-- expect: dbo.v.b <- dbo.t.a
-- expect: dbo.v <- sys.views.name (condition)
-- expect: dbo.t.a <- dbo.t.c
