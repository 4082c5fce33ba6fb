-- A table name that only ever holds one literal is known.
DECLARE @sql nvarchar(max), @t sysname = N'orders';
SET @sql = N'INSERT INTO dbo.x (a, b) SELECT a, b FROM dbo.' + @t + N' WHERE k = 1';
EXEC (@sql);
-- expect: dbo.x.a <- dbo.orders.a
-- expect: dbo.x.b <- dbo.orders.b
-- expect: dbo.x <- dbo.orders.k (filter)
