-- SELECT @sql += … FROM: any number of pieces.
DECLARE @sql nvarchar(max) = N'', @cols nvarchar(max);
SELECT @sql += N'INSERT INTO x (a) SELECT a FROM ' + name FROM names;
EXEC (@sql);
SELECT @cols = COALESCE(@cols + ', ', '') + QUOTENAME(c) FROM categories;
SET @sql = N'SELECT id, ' + @cols + N' INTO wide FROM (SELECT id, c, v FROM t) AS s PIVOT (SUM(v) FOR c IN (' + @cols + N')) AS p';
EXEC (@sql);
-- status: 3 refused: dynamic SQL
-- status: 6 partial: dynamic SQL; unknown columns
-- expect: wide.id <- t.id
-- table: wide <- t (value)
