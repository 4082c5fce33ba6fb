DECLARE @s nvarchar(max) = N'  insert into {target} (a) select a from t,';
SET @s = REPLACE(LEFT(@s, LEN(@s) - 1), N'{target}', CONCAT(N'dbo', CHAR(46), N'x'));
EXEC (@s);
DECLARE @u nvarchar(max) = ISNULL(N'INSERT INTO y (a) SELECT a', N'') + CHAR(13) + CHAR(10) + UPPER(N'from ') + QUOTENAME(N'my t');
EXECUTE (@u);
-- expect: dbo.x.a <- t.a
-- expect: y.a <- "my t".a
